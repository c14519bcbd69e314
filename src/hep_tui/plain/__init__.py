"""Line mode: the day, the session, the log and the calendar one line after another, for ears and simple terminals."""
