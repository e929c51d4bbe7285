"""The verbs: the only way anything changes. Each one decides, stores and announces."""
