"""The web's half of each area: routes and forms. Knows HTTP and the areas; nothing knows it."""
