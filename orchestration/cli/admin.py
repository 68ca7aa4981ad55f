"""`watchhouse admin-token`: who may manage providers through the API and the dashboards."""

from typing import Annotated

import typer

from app.admin_tokens import make_admin_token, read_holders, revoke_admin_token
from orchestration.cli.options import DataDir, read_settings
from orchestration.cli.provider_output import tell


def admin_token(
    name: Annotated[str | None, typer.Argument(help="Whose token; lists the holders when left out")] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take the token back, at once")] = False,
    data_dir: DataDir = None,
) -> None:
    """Make a person's admin token for the API and the dashboards, and show it this once.

    The record of changes names them. Example: `watchhouse admin-token anna`
    """
    folder = read_settings(data_dir).admin_tokens_dir
    if name is None:
        for holder in read_holders(folder):
            tell(holder)
    elif revoke:
        revoke_admin_token(folder, name)
        tell(f"The admin token of {name} is taken back")
    else:
        tell(make_admin_token(folder, name))


COMMANDS = (("admin-token", admin_token),)
