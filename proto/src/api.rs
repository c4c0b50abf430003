//! What the HTTP API takes and answers, beside commands, positions and
//! [`Accepted`](crate::answer::Accepted). The gateway writes these and the
//! command line reads them.
//!
//! Times are RFC 3339 in UTC, hashes 64 hex digits, places numbers of the log
//! from 1.

mod audit;
mod council;
mod import;
mod plan;
mod problem;
mod proof;
mod register;
mod reminders;
mod report;
mod scheme;
mod sign_in;
mod signals;
mod token;

pub use audit::{AuditEntry, FeedEntry, Trail};
pub use council::{
    CouncilDetails, CouncilEntry, CouncilList, Counts, CreateCouncil, Health, Readiness,
    ReadyCouncil,
};
pub use import::{ImportAnswer, RowCounts};
pub use plan::{
    ComingOwner, Figures, ItemEnd, ItemExit, ItemLink, ItemObservation, ItemPage, ItemSummary,
    ItemTarget, ItemVersion, ItemView, Owner, PlanApproval, PlanList, PlanView, PositionList,
    PositionView, QuarterSummary, QuarterView, RestatementView,
};
pub use problem::Problem;
pub use proof::{ConsistencyProof, InclusionProof, RecordHead, RecordView, Verification};
pub use register::{AmendmentList, AmendmentView, ComingPerson, PeopleList, PersonView};
pub use reminders::{
    BouncedView, DigestDay, DigestList, DigestStanding, DigestTotals, DigestView, LinkAnswers,
    LinkItem, LinkReturned, LinkSignOff, LinkSigned, LinkView, RunView, ScheduleList, ScheduleView,
};
pub use report::{
    AdoptedLayout, AdoptedRoute, AppointmentView, CoverView, DelegationList, DelegationView,
    Deputy, DespiteLintView, FollowUpView, HeaderChange, LayoutList, LintText, LintView,
    OutcomeView, PostList, ReportDifference, ReportList, ReportSummary, ReportView, RequestList,
    RequestView, ReturnView, RouteList, SectionChange, SignOffTable, SignOffView, UrgencyView,
    VersionSummary, VersionView,
};
pub use scheme::{
    AdoptedScheme, AssessmentSummary, BuiltInScheme, CheckedScheme, SchemeList, SchemeVersion,
    SchemeView, StatusSummary,
};
pub use sign_in::{BindingList, BindingView, RequestSignInLink, SignInLink};
pub use signals::{ItemSignals, Signal, SignalKind, SignalList};
pub use token::{IssuedToken, RequestToken, TokenList, TokenView};
