"""学校ホーム: a school's first screen."""
