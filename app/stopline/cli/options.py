"""The options every command has, and commands that show an example in their help."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import click

from stopline.cli.terminal import Terminal


def choice(of: Iterable[StrEnum]) -> click.Choice[str]:
    """Return an option's type that takes the values of an enumeration."""
    return click.Choice([each.value for each in of], case_sensitive=False)


class Command(click.Command):
    """A command with the options every command has, and an example in its help."""

    def __init__(self, *args: Any, example: str, **attributes: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **attributes)
        self.example = example
        self.params.extend(shared_options())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example beneath the options, exactly as it is typed."""
        write_example(self.example, formatter)
        super().format_epilog(ctx, formatter)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that each pays only for itself.

    Args:
        lazy: where each command is: its name, and `module:attribute`.
    """

    command_class: ClassVar[type[click.Command]] = Command  # type: ignore[misc]  # click declares it assignable

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own
        lazy: Mapping[str, str] | None = None,
        example: str = "",
        **attributes: Any,  # noqa: ANN401 - click's own
    ) -> None:
        super().__init__(*args, **attributes)
        self._lazy = lazy or {}
        self.example = example
        self.params.extend(shared_options())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a newcomer meets them."""
        return [*self._lazy, *super().list_commands(ctx)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; a group that got nothing but options was not told what to do.

        Raises:
            NoArgsIsHelpError: no command is named.
        """
        rest = super().parse_args(ctx, args)
        if not rest and not ctx._protected_args and not self.invoke_without_command:  # noqa: SLF001 - click tells it in no other way
            raise click.exceptions.NoArgsIsHelpError(ctx)
        return rest

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module now.

        Raises:
            NoSuchCommand: there is none of that name; names like it are suggested.
        """
        if cmd_name in self._lazy:
            module, _, attribute = self._lazy[cmd_name].partition(":")
            command: click.Command = getattr(import_module(module), attribute)
            return command
        command_here = super().get_command(ctx, cmd_name)
        if command_here is None and not ctx.resilient_parsing and not cmd_name.startswith("-"):
            raise click.exceptions.NoSuchCommand(cmd_name, possibilities=self.list_commands(ctx), ctx=ctx)
        return command_here

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example beneath the commands, exactly as it is typed."""
        write_example(self.example, formatter)
        super().format_epilog(ctx, formatter)


def write_example(example: str, formatter: click.HelpFormatter) -> None:
    """Write an example of use, line by line, where there is one."""
    if not example:
        return
    with formatter.section("Example"):
        for line in example.strip().splitlines():
            formatter.write(f"  {line.strip()}\n")


def shared_options() -> list[click.Parameter]:
    """Return the options every command has; they may stand before or behind a command's name."""
    return [
        click.Option(
            ["--workspace", "given_folder"],
            type=click.Path(file_okay=False, path_type=Path),
            metavar="DIR",
            expose_value=False,
            callback=_kept,
            help="The workspace's folder, else $STOPLINE_WORKSPACE, else your folder for data.",
        ),
        click.Option(
            ["--agent", "given_agent"], metavar="NAME", expose_value=False, callback=_kept,
            help="Who you are, else your user name.",
        ),
        click.Option(
            ["--json", "is_json"], is_flag=True, default=None, expose_value=False, callback=_kept,
            help="Answer in JSON.",
        ),
        click.Option(
            ["--verbose", "is_verbose"], is_flag=True, default=None, expose_value=False, callback=_kept,
            help="On an error, show where it happened.",
        ),
    ]  # fmt: skip


def _kept(ctx: click.Context, parameter: click.Parameter, value: Path | str | bool | None) -> None:
    """Keep an option that was given for the whole run."""
    if value is not None and parameter.name is not None:
        setattr(ctx.find_root().ensure_object(Terminal), parameter.name, value)
