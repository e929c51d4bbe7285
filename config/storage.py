"""Static files under names that change with their content, so that browsers may keep them."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Rewrites the imports between JavaScript modules too, not only the addresses in CSS."""

    support_js_module_import_aggregation = True
