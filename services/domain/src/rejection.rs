//! Rejections: answers of the rules, each with a stable code.
//!
//! `docs/rejections.md` has a section for each; a test holds the two against
//! each other. A code is never used again for something else.

use quarterday_proto::answer::Rejection;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $name:literal),+ $(,)?) => {
        /// The stable code of a rejection.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant),+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// For example `QD0002`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// For example `command_id_reused`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

codes! {
    /// No council of this id.
    UnknownCouncil = "QD0001" "unknown_council",
    /// The command id was used for another request.
    CommandIdReused = "QD0002" "command_id_reused",
    /// The subject changed since the sender read it.
    StaleRevision = "QD0003" "stale_revision",
    /// The council is set up already.
    CouncilExists = "QD0004" "council_exists",
    /// The council is not set up yet.
    CouncilNotEstablished = "QD0005" "council_not_established",
    /// No plan of this reference.
    UnknownPlan = "QD0006" "unknown_plan",
    /// The step is that of somebody else.
    NotYourStep = "QD0007" "not_your_step",
    /// No item of this reference in the plan.
    UnknownItem = "QD0008" "unknown_item",
    /// No person of this address.
    UnknownPerson = "QD0009" "unknown_person",
    /// No scheme of this name.
    UnknownScheme = "QD0010" "unknown_scheme",
    /// Some possible item gets no status.
    SchemeGap = "QD0011" "scheme_gap",
    /// Some possible item gets two statuses.
    SchemeOverlap = "QD0012" "scheme_overlap",
    /// The scheme names something that does not exist, or twice.
    SchemeInvalid = "QD0013" "scheme_invalid",
    /// Rows of an import are wrong.
    ImportFaults = "QD0014" "import_faults",
    /// The status needs commentary.
    CommentaryRequired = "QD0015" "commentary_required",
    /// Facts of an observation contradict each other.
    ObservationInvalid = "QD0016" "observation_invalid",
    /// The rating is not on the scheme's scale.
    UnknownRating = "QD0017" "unknown_rating",
    /// The quarter is not open.
    QuarterNotOpen = "QD0018" "quarter_not_open",
    /// The quarter is open already.
    QuarterAlreadyOpen = "QD0019" "quarter_already_open",
    /// The quarter is closed.
    QuarterClosed = "QD0020" "quarter_closed",
    /// The quarter has unanswered items and no reason was given.
    UnansweredItems = "QD0021" "unanswered_items",
    /// The quarter is published.
    QuarterPublished = "QD0022" "quarter_published",
    /// A reason or text is needed.
    TextRequired = "QD0023" "text_required",
    /// Nothing would change.
    NothingToRestate = "QD0024" "nothing_to_restate",
    /// The plan is approved: it changes by amendment.
    AmendmentRequired = "QD0025" "amendment_required",
    /// The plan is closed.
    PlanClosed = "QD0026" "plan_closed",
    /// The plan has unfinished items.
    PlanUnfinished = "QD0027" "plan_unfinished",
    /// No amendment of this reference.
    UnknownAmendment = "QD0028" "unknown_amendment",
    /// The amendment is decided or applied already.
    AmendmentNotPending = "QD0029" "amendment_not_pending",
    /// Another body decides this kind of change.
    WrongBody = "QD0030" "wrong_body",
    /// The amendment is not approved.
    AmendmentNotApproved = "QD0031" "amendment_not_approved",
    /// The reference is taken.
    ReferenceTaken = "QD0032" "reference_taken",
    /// The quarter is outside the plan's year.
    QuarterOutsidePlan = "QD0033" "quarter_outside_plan",
    /// No such time zone.
    UnknownZone = "QD0034" "unknown_zone",
    /// No token of this name.
    UnknownToken = "QD0035" "unknown_token",
    /// The day is in the future.
    FutureDate = "QD0036" "future_date",
    /// The quarter is not over.
    QuarterNotOver = "QD0037" "quarter_not_over",
    /// The plan has no such kind of item, axis or basis to give a position of.
    NothingToAssess = "QD0038" "nothing_to_assess",
    /// The amendment's changes do not fit each other or the plan.
    AmendmentInvalid = "QD0039" "amendment_invalid",
    /// The plan is approved already.
    PlanAlreadyApproved = "QD0040" "plan_already_approved",
    /// The item has left the plan.
    ItemEnded = "QD0041" "item_ended",
    /// The command has no effect as the facts stand.
    NoEffect = "QD0042" "no_effect",
    /// An earlier quarter must be closed first.
    EarlierQuarterOpen = "QD0043" "earlier_quarter_open",
    /// The item is a part of itself.
    ParentCircle = "QD0044" "parent_circle",
    /// The target says nothing, or the item is of a kind that has none.
    TargetInvalid = "QD0045" "target_invalid",
    /// The day is outside the days whose holidays are known.
    CalendarEnds = "QD0046" "calendar_ends",
    /// The council's holidays contradict the table, each other or the week.
    CalendarInvalid = "QD0047" "calendar_invalid",
    /// The steps of the timetable are not in order, or are too long.
    TimetableInvalid = "QD0048" "timetable_invalid",
    /// The cron expression cannot be read, or names no day that there is.
    CronInvalid = "QD0049" "cron_invalid",
    /// No report of this reference.
    UnknownReport = "QD0050" "unknown_report",
    /// No route of this name.
    UnknownRoute = "QD0051" "unknown_route",
    /// The route cannot be followed as it is written.
    RouteInvalid = "QD0052" "route_invalid",
    /// The report lacks something that it needs, or says it twice.
    ReportInvalid = "QD0053" "report_invalid",
    /// A quarter that the report covers is not closed.
    FiguresOpen = "QD0054" "figures_open",
    /// A required role has nobody who may sign.
    RoleWithoutHolder = "QD0055" "role_without_holder",
    /// The report is not circulated.
    ReportNotCirculated = "QD0056" "report_not_circulated",
    /// The report is published.
    ReportPublished = "QD0057" "report_published",
    /// The route has no role of this key.
    UnknownRole = "QD0058" "unknown_role",
    /// The content is other than the one named.
    ContentChanged = "QD0059" "content_changed",
    /// Required roles of an earlier stage have not signed.
    StageNotOpen = "QD0060" "stage_not_open",
    /// The role was signed already.
    AlreadySigned = "QD0061" "already_signed",
    /// The author cannot sign for a role that checks the author.
    AuthorNotIndependent = "QD0062" "author_not_independent",
    /// One person cannot sign for two roles that check each other.
    TwoIndependentRoles = "QD0063" "two_independent_roles",
    /// What was delegated cannot be delegated on.
    DelegatedOn = "QD0064" "delegated_on",
    /// The correction is not a minor one.
    NotMinor = "QD0065" "not_minor",
    /// Only democratic services make minor corrections.
    NotDemocraticServices = "QD0066" "not_democratic_services",
    /// Required sign-offs are missing.
    SignOffsMissing = "QD0067" "sign_offs_missing",
    /// The report is late and no urgency was recorded.
    LateWithoutUrgency = "QD0068" "late_without_urgency",
    /// One person cannot hold these statutory posts together.
    PostConflict = "QD0069" "post_conflict",
    /// The body met before there was this content.
    DecidedBeforeContent = "QD0070" "decided_before_content",
    /// No delegation of this reference in force.
    UnknownDelegation = "QD0071" "unknown_delegation",
    /// The delegation's days or people do not fit.
    DelegationInvalid = "QD0072" "delegation_invalid",
    /// The report is not published.
    ReportNotPublished = "QD0073" "report_not_published",
    /// A body holds the role, and no person signs in its place.
    HeldByBody = "QD0120" "held_by_body",
    /// Several hold the role, and whose step is meant is not said.
    StepUnclear = "QD0121" "step_unclear",
    /// The publication is recorded for a day that is over.
    PublishedEarlier = "QD0122" "published_earlier",
    /// Answers would be due too late for the meeting.
    DueTooLate = "QD0123" "due_too_late",
    /// The report is circulated along its route.
    RouteInUse = "QD0124" "route_in_use",
    /// The report is for a committee and does not say when it meets.
    MeetingUnknown = "QD0125" "meeting_unknown",
    /// Several contents have a hash that begins so.
    HashAmbiguous = "QD0126" "hash_ambiguous",
    /// Nobody could be reminded as the council has configured it.
    RemindersInvalid = "QD0130" "reminders_invalid",
    /// Nothing is known of a committee of this name.
    UnknownCommittee = "QD0131" "unknown_committee",
    /// Another scheduler has the digest in hand.
    DigestClaimed = "QD0092" "digest_claimed",
    /// The digest was sent or given up.
    DigestFinished = "QD0093" "digest_finished",
    /// The digest was tried as often as it may be.
    DigestAttempts = "QD0094" "digest_attempts",
    /// The person was written to often enough on this day.
    DailyCap = "QD0095" "daily_cap",
    /// Nobody is written to at this time.
    QuietHours = "QD0074" "quiet_hours",
    /// All that was to be asked for is done.
    NothingAsked = "QD0075" "nothing_asked",
    /// Some of what was to be asked for is done, or another's.
    DigestStale = "QD0076" "digest_stale",
    /// The outcome is not of the attempt that is under way.
    NotCurrentAttempt = "QD0077" "not_current_attempt",
    /// No digest of this id.
    UnknownDigest = "QD0078" "unknown_digest",
    /// The claim contradicts itself.
    DigestInvalid = "QD0079" "digest_invalid",
    /// The person's address takes no mail.
    AddressBounced = "QD0080" "address_bounced",
    /// No schedule of this name.
    UnknownSchedule = "QD0081" "unknown_schedule",
    /// The schedule could never do what it says.
    ScheduleInvalid = "QD0082" "schedule_invalid",
    /// The schedule ran for this time already.
    ScheduleRan = "QD0083" "schedule_ran",
    /// Only the scheduler does this.
    SchedulerOnly = "QD0084" "scheduler_only",
    /// No such link.
    UnknownLink = "QD0085" "unknown_link",
    /// The link did what it is for already.
    LinkUsed = "QD0086" "link_used",
    /// The link has ended.
    LinkExpired = "QD0087" "link_expired",
    /// The link is another's.
    LinkNotYours = "QD0088" "link_not_yours",
    /// The link rests while its addressee is not asked.
    LinkRests = "QD0096" "link_rests",
    /// The link is for something else.
    LinkForOther = "QD0089" "link_for_other",
    /// Some of what the link asks for is not answered.
    AnswersMissing = "QD0090" "answers_missing",
    /// The days of an absence contradict each other.
    AbsenceInvalid = "QD0091" "absence_invalid",
    /// The person was not granted the role.
    RoleNotGranted = "QD0100" "role_not_granted",
    /// The person has left the post.
    HasLeft = "QD0101" "has_left",
    /// The link to sign in by was used, or is over.
    SignInLinkOver = "QD0102" "sign_in_link_over",
    /// The session is over.
    SessionOver = "QD0103" "session_over",
    /// Links and sessions are made where somebody signs in alone.
    AtDoorsOnly = "QD0104" "at_doors_only",
    /// No such OpenID provider for the council.
    UnknownProvider = "QD0150" "unknown_provider",
    /// The sign-in was not begun in this browser, or is over.
    SignInFlowOver = "QD0151" "sign_in_flow_over",
    /// The OpenID provider let nobody in.
    ProviderRefused = "QD0152" "provider_refused",
    /// What the OpenID provider sent cannot be trusted.
    ProviderTokenInvalid = "QD0153" "provider_token_invalid",
    /// Nobody is signed in by the account.
    AccountWithoutPost = "QD0154" "account_without_post",
    /// No such binding of an account.
    UnknownBinding = "QD0155" "unknown_binding",
    /// White text cannot be read on the colour.
    ColourUnreadable = "QD0156" "colour_unreadable",
    /// The logo is no image that is taken.
    LogoUnusable = "QD0157" "logo_unusable",
    /// The schedule cannot run for some people alone.
    ScheduleForAll = "QD0180" "schedule_for_all",
    /// The same item is answered twice at once.
    AnsweredTwice = "QD0181" "answered_twice",
    /// The layout is not readable, or contradicts itself.
    LayoutInvalid = "QD0160" "layout_invalid",
    /// No layout of this name.
    UnknownLayout = "QD0161" "unknown_layout",
    /// The text names a figure that the covered quarters do not have.
    UnknownFigure = "QD0162" "unknown_figure",
    /// The linter finds errors in the report.
    LintErrors = "QD0170" "lint_errors",
}

/// A rejection with this code and detail.
pub fn reject(code: Code, detail: impl Into<String>) -> Rejection {
    Rejection {
        code: code.code().to_owned(),
        name: code.name().to_owned(),
        detail: detail.into(),
        faults: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn every_code_has_its_section_in_the_documentation() {
        let page = include_str!("../../../docs/rejections.md");
        for code in Code::ALL {
            let heading = format!("## {} {}", code.code(), code.name());
            assert!(
                page.contains(&heading),
                "docs/rejections.md lacks `{heading}`"
            );
        }
    }

    #[test]
    fn codes_and_names_are_used_once() {
        for (index, code) in Code::ALL.iter().enumerate() {
            for other in &Code::ALL[index + 1..] {
                assert_ne!(code.code(), other.code());
                assert_ne!(code.name(), other.name());
            }
        }
    }
}
