"""`python -m infra.deploy`, as the Makefile calls it. The account is the one that the environment's credentials are for."""

from __future__ import annotations

import os
import sys

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.terminal import Failed, explain

from .deployment import Deployment
from .flow import deploy


def main() -> int:
    """Deploy, or say why not."""
    try:
        return deploy(Deployment.from_environment(os.environ), sure=os.environ.get("YES") == "1")
    except Failed as failure:
        explain(failure)
        return 1
    except (BotoCoreError, ClientError) as error:
        explain(Failed(f"AWS says: {error}"))
        return 1
    except (EOFError, KeyboardInterrupt):
        print("\nNothing was changed.")
        return 1


if __name__ == "__main__":
    sys.exit(main())
