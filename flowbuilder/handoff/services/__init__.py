"""What changes who answers whom. Each service is one transaction and one owner's turn."""
