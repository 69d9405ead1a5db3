"""Every SELECT on schools, people and the calendar."""
