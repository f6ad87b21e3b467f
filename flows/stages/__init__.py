"""The stages of a triage as the flow runs them: what is left to do, who does it, what its outcome becomes."""
