"""Language models: one protocol, any OpenAI-compatible endpoint."""
