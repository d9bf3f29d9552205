// Asks for the control token; it is kept for this tab and sent with every question to the sandbox.
import { Button, Form, Input, Label, TextField } from 'react-aria-components'

type Props = {
  /** Why the token before this one did not open. */
  readonly problem: string | null
  readonly onToken: (token: string) => void
}

export function TokenForm({ problem, onToken }: Props) {
  return (
    <main className="alone">
      <h1>kirim-sandbox</h1>
      <Form
        onSubmit={(event) => {
          event.preventDefault()
          onToken(String(new FormData(event.currentTarget).get('token')))
        }}
      >
        <TextField name="token" type="password" isRequired autoComplete="off">
          <Label>Control token</Label>
          <Input />
        </TextField>
        {problem !== null && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <p className="soft">
          The sandbox was started with --control-token or KIRIM_SANDBOX_CONTROL_TOKEN. It is kept
          for this tab only.
        </p>
        <Button type="submit" className="primary">
          Open
        </Button>
      </Form>
    </main>
  )
}
