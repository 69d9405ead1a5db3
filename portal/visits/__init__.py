"""When a supporter is where: bookings of a person's time, which the database keeps from overlapping."""
