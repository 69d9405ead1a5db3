"""今日: a supporter's first screen."""
