"""The B2B timetable: which meetings take place, when and at which table, with the proof of how good that is.

Knows no Django. ``reading`` turns a file into an ``Instance``, ``solve`` makes a ``Timetable`` of it,
``replan`` changes one that was announced. OR-Tools is imported inside the functions that need it.
"""
