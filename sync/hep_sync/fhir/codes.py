"""Every address and code this package writes or knows: extensions, code systems, LOINC, SNOMED CT, units.

LOINC® is copyright Regenstrief Institute, Inc.; SNOMED CT® is copyright SNOMED International.
"""

from __future__ import annotations

BASE = "https://hep.example.org/fhir"
"""Canonical base of what is ours."""
_OURS = f"{BASE}/StructureDefinition/"
_CORE = "http://hl7.org/fhir/StructureDefinition/"
PA = "http://hl7.org/fhir/us/physical-activity"

# On ServiceRequest.
EXERCISE_DOSE = _OURS + "exercise-dose"
EXERCISE_CUE = _OURS + "exercise-cue"
TYPED_CUE = _OURS + "typed-cue"
EXERCISE_PRECAUTION = _OURS + "exercise-precaution"
"""Also on CarePlan, for the whole program."""
PURPOSE = _OURS + "purpose"
EQUIPMENT = _OURS + "equipment"
GATE = _OURS + "gate"
PRIORITY = _OURS + "priority"
SYMPTOM_RULE = _OURS + "symptom-rule"
SLOT_NAME = _OURS + "slot-name"
COUNTS = _OURS + "counts-toward-adherence"
DAY_OFFSET = _OURS + "day-offset"
DAY_ANCHOR = _OURS + "day-anchor"
"""What "every n days" counts from: the code `phase`, or a date."""
BETWEEN_FROM = _OURS + "between-from"
BETWEEN_TO = _OURS + "between-to"
PROGRESSION = _OURS + "progression"
LINEAGE = _OURS + "lineage"
AFFECTED_SIDE = _OURS + "affected-side"
"""Also on CarePlan."""

# On CarePlan.
STOP_AND_CALL = _OURS + "stop-and-call"
PHASE_ENTRY = _OURS + "phase-entry"
SELF_PROGRESS = _OURS + "self-progress"
CLINIC_CONTACT = _OURS + "clinic-contact"
"""`name` and `phone` of whom to call."""
SAMPLE = _OURS + "sample"
AFTER_END = _OURS + "after-end"
MIN_GAP = _OURS + "min-gap"
TIMINGS = _OURS + "timings"
SOURCE_DIGEST = _OURS + "source-digest"
"""SHA-256 of the program file a plan was made from, its start date not included."""

# On Observation.
SCHEDULED_SLOT = _OURS + "scheduled-slot"
PRESCRIPTION_VERSION = _OURS + "prescription-version"
PERFORMED_SET = _OURS + "performed-set"
SYMPTOM_DETAIL = _OURS + "symptom-detail"
LOCAL_DATE = _OURS + "local-date"
LOCAL_ZONE = _OURS + "local-zone"
ENTRY_LOG = _OURS + "entry-log"

# On Communication.
ASKED_ABOUT = _OURS + "asked-about"
"""`exercise`, `dose` and the last symptom (`scale`, `value`, `when`, `area`), as the patient saw them when asking."""

# On DocumentReference and Media.
VIDEO_LENGTH = _OURS + "video-length"
CHAPTER_MARK = _OURS + "chapter-mark"
TRANSCRIPT = _OURS + "transcript"
CONSENT = _OURS + "consent"
"""`words` of the sentence somebody said yes to, and when that was `given`."""

# On Appointment.
MOVED_FROM = _OURS + "moved-from"
"""When a visit was to begin before it was moved."""

# On Goal.
GOAL_RATING = _OURS + "goal-rating"
"""`day` and `score`, 0 to 10."""

# On Meta, or beside a resource, in exports only.
EFFECTIVE_FROM = _OURS + "effective-from"
ACTIVE_PERIOD = _OURS + "active-period"

STATUS_REASON = _CORE + "request-statusReason"
EVENT_STATUS_REASON = _CORE + "event-statusReason"
OBSERVATION_REPLACES = _CORE + "observation-replaces"
MIN_VALUE = _CORE + "minValue"
MAX_VALUE = _CORE + "maxValue"

PROFILE_COMPLETION = _OURS + "hep-completion"
PROFILE_SERVICE_REQUEST = f"{PA}/StructureDefinition/pa-servicerequest"
PROFILE_CARE_PLAN = f"{PA}/StructureDefinition/pa-careplan"
PROFILE_GOAL = f"{PA}/StructureDefinition/pa-goal"

HEP = f"{BASE}/CodeSystem/hep"
EXERCISES = f"{BASE}/CodeSystem/exercise"
PRESCRIPTION_ID = f"{BASE}/id/prescription"
CARE_PLAN_ID = f"{BASE}/id/careplan"
REVISION_ID = f"{BASE}/id/program-revision"
UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
PA_CODES = f"{PA}/CodeSystem/pa-temporary-codes"
CARE_PLAN_CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
URI = "urn:ietf:rfc:3986"
SERVICE_TYPE = "http://terminology.hl7.org/CodeSystem/service-type"
MEDIA_TYPE = "http://terminology.hl7.org/CodeSystem/media-type"
SDC_TASK = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp"
PHYSIOTHERAPY = "65"

EXERCISE_ACTIVITY = "73985-4"
EXERCISE_DURATION = "55411-3"
PAIN = "72514-3"
EFFORT = "82289-0"
REPETITIONS = "100298-9"

DISPLAYS = {
    EXERCISE_ACTIVITY: "Exercise activity",
    EXERCISE_DURATION: "Exercise duration",
    PAIN: "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
    EFFORT: "Rating of perceived exertion [Score]",
    REPETITIONS: "Repetition count",
    "completion": "Completion",
    "complete": "Complete",
    "partial": "Partial",
    "skipped": "Skipped",
    "timed-set": "Timed set",
    "distance-set": "Distance set",
    "asked-exercise": "Exercise asked for",
    "reason": "Reason not done in full",
    "pain": "Pain",
    "no-time": "No time",
    "ill": "Ill",
    "no-equipment": "No equipment",
    "unsure-how": "Unsure how to do it",
    "told-to-rest": "Told to rest",
    "travelling": "Travelling",
    "other": "Other",
    "symptom": "Symptom",
    "scale": "Symptom scale",
    "when": "When the symptom was felt",
    "question": "Patient question",
    "reply": "Therapist reply",
    "psfs-score": "PSFS score",
    "acknowledge-plan": "Take note of a changed plan",
    "plan-seen": "The patient has seen a change of the plan",
}
"""Display of each code that is written."""

SNOMED_SIDES = {
    "7771000": "left",
    "24028007": "right",
    "82169009": "left",
    "6757004": "right",
}
"""Body sites and qualifiers that say a side: left, right; structure of left and right knee region."""

WIRE_TYPES = frozenset(
    (
        "ActivityDefinition", "Appointment", "Binary", "CarePlan", "Communication", "Condition", "DocumentReference",
        "Goal", "Media", "Observation", "Patient", "Practitioner", "Questionnaire", "QuestionnaireResponse",
        "ServiceRequest", "Task",
    )
)  # fmt: skip
"""Resource types that have a place in a program or a record."""
