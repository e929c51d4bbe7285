"""The second step of signing in: each code of an app counts once."""

from django.apps import apps
from django.db import transaction

STEP = "newest_step"


def spend_code(authenticator_id: int, step: int) -> bool:
    """Use up the code of this half minute; return False when it, or a newer one, was used before.

    Older codes no longer count either (RFC 6238 §5.2). Stored in the authenticator's row, so that
    every process knows it and no emptied cache forgets it.
    """
    rows = apps.get_model("mfa.Authenticator")._default_manager.select_for_update()
    with transaction.atomic():
        app = rows.filter(pk=authenticator_id).first()
        if app is None or step <= app.data.get(STEP, -1):
            return False
        app.data[STEP] = step
        app.save(update_fields=["data"])
        return True
