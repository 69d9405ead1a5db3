"""The vocabulary of invented requests; a school's request is put together by `phrases`."""

from portal.demo.words import affairs, environment, lesson, training

SUBJECTS = (*lesson.SUBJECTS, *affairs.SUBJECTS, *environment.SUBJECTS, *training.SUBJECTS)
YOUNG = training.YOUNG

__all__ = ["SUBJECTS", "YOUNG"]
