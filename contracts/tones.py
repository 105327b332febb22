"""The tone of the badge of each state; the words always stand beside it."""

from contracts.enums import CespState, McsState, PtmgState

CESP_TONES = {
    CespState.BROKEN: "error",
    CespState.ENDED: "",
    CespState.IN_PRACTICE: "success",
    CespState.INTERRUPTED: "warning",
    CespState.DEFERRED: "warning",
    CespState.SUSPENDED: "warning",
    CespState.IN_TRAINING: "info",
    CespState.TRAINED: "new",
}
PTMG_TONES = {
    PtmgState.SIGNED: "new",
    PtmgState.FIRST_YEAR: "success",
    PtmgState.SECOND_YEAR: "success",
    PtmgState.EXPIRED: "",
    PtmgState.NOT_RENEWED: "",
    PtmgState.BROKEN: "error",
}
MCS_TONES = {
    McsState.LEFT: "",
    McsState.SUSPENDED: "warning",
    McsState.AFFILIATED: "success",
    McsState.ACTIVE: "success",
    McsState.SIGNED: "info",
    McsState.TRAINED: "info",
    McsState.IN_TRAINING: "info",
    McsState.VOLUNTEER: "info",
}
