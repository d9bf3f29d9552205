# Duplicates are told by the id of the event alone, which all statuses of a message share.
from parts import Program, is_mended, serve


class Faulty(Program):
    def identity(self, kind, item):
        return item["id"]


serve(Program() if is_mended() else Faulty())
