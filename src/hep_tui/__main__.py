"""`hep-tui`: runs a command, and turns whatever goes wrong into one plain line and an exit code."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
    except OSError as error:
        _discard_output()
        if not code:
            print(f"The output could not be written ({error.strerror}).", file=sys.stderr)
        code = code or 1
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line and give its exit code: 0 done, 1 not done, 2 refused."""
    for stream in (sys.stdout, sys.stderr):
        # A locale that cannot write ✓ must not end a command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        if arguments or "_HEP_TUI_COMPLETE" in os.environ:
            return _command(arguments)
        # Nothing made while starting is garbage: collecting it would only make the start longer.
        gc.disable()
        # The full screen opens without waiting for a parser of options that are not there.
        from hep_tui.commands.launch import launch

        launch(None)
    except BrokenPipeError:
        _discard_output()
    except KeyboardInterrupt:
        return _stopped()
    except Exception as error:  # noqa: BLE001 - the one place that turns errors into a patient's words
        from hep_tui.wording import explained

        line, code = explained(error)
        print(line, file=sys.stderr)
        return code
    return 0


def _command(arguments: list[str]) -> int:
    import click

    from hep_tui.commands.root import root

    try:
        if "_HEP_TUI_COMPLETE" in os.environ:
            root.main(arguments, prog_name="hep-tui")
        # Not through main(): it ends the process by itself, with 1, where it meets a closed pipe.
        with root.make_context("hep-tui", list(arguments)) as ctx:
            result = root.invoke(ctx)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.exceptions.Abort:
        return _stopped()
    return result if isinstance(result, int) else 0


def _stopped() -> int:
    print("Stopped; nothing was changed.", file=sys.stderr)
    return 1


def _discard_output() -> None:
    """Keep the interpreter from writing to a closed pipe once more when it ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


if __name__ == "__main__":
    main()
