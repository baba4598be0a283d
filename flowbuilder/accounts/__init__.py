"""Users, workspaces, roles and the audit trail."""
