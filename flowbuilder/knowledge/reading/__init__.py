"""Sources: articles, files and websites, read into passages that can be found."""
