"""Static files under names that change with their content, so that browsers may keep them."""

import os
from collections.abc import Iterator
from typing import Any

from servestatic.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Rewrites the imports between JavaScript modules too, not only the addresses in CSS."""

    support_js_module_import_aggregation = True

    def post_process(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Rename and compress the files; nginx may read them, whatever else is written here."""
        strict = os.umask(0o022)
        try:
            yield from super().post_process(*args, **options)
        finally:
            os.umask(strict)
