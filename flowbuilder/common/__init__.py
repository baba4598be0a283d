"""What every app may use and that knows no domain word."""
