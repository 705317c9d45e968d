"""The B2B timetable: which meetings take place, when and at which table, with the proof of how good that is.

Knows neither Django nor files (``missions.timetable_files``): ``solve`` makes a ``Timetable`` of an
``Instance``, ``replan`` changes one that was announced. OR-Tools is imported inside what needs it.
"""
