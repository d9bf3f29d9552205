# Verifies the JSON that it has parsed and written anew, not the bytes that came.
import json

from parts import Program, is_mended, serve


class Faulty(Program):
    def signed_bytes(self, raw):
        try:
            return json.dumps(json.loads(raw), separators=(",", ":"), ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            return raw


serve(Program() if is_mended() else Faulty())
