"""Reading the web politely: addresses, robots.txt, sitemaps, and fetching by the one door."""
