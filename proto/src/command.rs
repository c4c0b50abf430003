//! Commands: what is asked for, in the imperative.
//!
//! Commands name plans and items by the council's own references; events name
//! them by id.

mod access;
mod answers;
mod clearance;
mod reminders;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::council::{Nation, Scope, Settings};
use crate::digits::hash_to_hex;
use crate::id::{ActorId, CommandId, SessionId};
use crate::item::Observation;
use crate::plan::{AmendmentOutcome, Decision};
use crate::quarter::Quarter;
use crate::scheme::Scheme;
use crate::sheet::{ItemRow, Sheets, TargetRow};

pub use access::*;
pub use answers::*;
pub use clearance::*;
pub use reminders::*;

/// A command and who sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Accepted once for ever: sent again, it gives the first answer.
    pub id: CommandId,
    /// Who sends it.
    pub actor: ActorId,
    /// The place up to which the sender knew the subject: the command is
    /// refused as stale if the subject changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<u64>,
    /// The place of the commit that caused it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<u64>,
    /// The session that it is sent in, whose roles count beside the sender's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// What is asked for.
    pub command: Command,
}

/// What is asked for.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Set up the council: the first command of its log.
    EstablishCouncil(EstablishCouncil),
    /// Change its settings.
    ConfigureCouncil(ConfigureCouncil),
    /// Change the name, colour or logo of its pages.
    SetLook(SetLook),
    /// Adopt a version of a status scheme.
    AdoptScheme(AdoptScheme),
    /// Import sheets: all rows or none.
    Import(Import),
    /// Hand all that a leaver has over to a successor.
    HandOver(HandOver),
    /// Approve a plan.
    ApprovePlan(ApprovePlan),
    /// Close a plan's year.
    ClosePlan(ClosePlan),
    /// Observe an item.
    Observe(Observe),
    /// Answer for several items of open quarters: all of them or none.
    SubmitAnswers(SubmitAnswers),
    /// Say how an unfinished item leaves its plan.
    ConcludeItem(ConcludeItem),
    /// Open a quarter for answers.
    OpenQuarter(OpenQuarter),
    /// Close a quarter and freeze its positions.
    CloseQuarter(CloseQuarter),
    /// Reopen a closed quarter.
    ReopenQuarter(ReopenQuarter),
    /// Record that a closed quarter was published.
    PublishQuarter(PublishQuarter),
    /// Restate a published quarter from what is known now.
    RestateQuarter(RestateQuarter),
    /// Propose an amendment of an approved plan.
    ProposeAmendment(ProposeAmendment),
    /// Record a body's decision on an amendment.
    DecideAmendment(DecideAmendment),
    /// Apply an approved amendment.
    ApplyAmendment(ApplyAmendment),
    /// Adopt a version of a route of clearance.
    AdoptRoute(AdoptRoute),
    /// Adopt a version of a layout of reports.
    AdoptLayout(AdoptLayout),
    /// Appoint someone to a statutory post.
    AppointStatutory(AppointStatutory),
    /// Draft a report.
    DraftReport(DraftReport),
    /// Revise a report.
    ReviseReport(ReviseReport),
    /// Circulate a report to those who sign it.
    CirculateReport(CirculateReport),
    /// Sign a report off for a role.
    SignOff(SignOff),
    /// Return a report to its author.
    ReturnReport(ReturnReport),
    /// Withdraw a circulated report.
    WithdrawReport(WithdrawReport),
    /// Ask another person to sign for a role of a report.
    ReassignStep(ReassignStep),
    /// Record a body's decision as the sign-off of a role.
    RecordBodyDecision(RecordBodyDecision),
    /// Record why a late report is urgent.
    RecordUrgency(RecordUrgency),
    /// Publish a report.
    PublishReport(PublishReport),
    /// Record what the meeting made of a report.
    RecordOutcome(RecordOutcome),
    /// Delegate sign-offs for a period.
    Delegate(Delegate),
    /// End a delegation.
    EndDelegation(EndDelegation),
    /// Issue an API token.
    IssueToken(IssueToken),
    /// Revoke an API token.
    RevokeToken(RevokeToken),
    /// Adopt a version of a schedule.
    AdoptSchedule(AdoptSchedule),
    /// Have a schedule run once more, now.
    RunSchedule(RunSchedule),
    /// Record that all that a schedule asks for was claimed.
    RecordRun(RecordRun),
    /// Take it on oneself to send a digest.
    ClaimDigest(ClaimDigest),
    /// Record that a digest was handed over.
    RecordDigestSent(RecordDigestSent),
    /// Record that an attempt failed.
    RecordDigestFailed(RecordDigestFailed),
    /// Give a digest up.
    DropDigest(DropDigest),
    /// Record that a mail came back.
    RecordBounce(RecordBounce),
    /// Record that an address takes mail again.
    RestoreMail(RestoreMail),
    /// Record a person's absence.
    RecordAbsence(RecordAbsence),
    /// Do what a link is for.
    UseLink(UseLink),
    /// Grant a role to a person.
    GrantRole(GrantRole),
    /// Revoke a role of a person.
    RevokeRole(RevokeRole),
    /// Ask for a link to sign in by.
    RequestSignIn(RequestSignIn),
    /// Record what became of the mail with such a link.
    RecordSignInMail(RecordSignInMail),
    /// Open a session by a link, which uses it up.
    OpenSession(OpenSession),
    /// Open a session for somebody for whom an OpenID provider vouches.
    OpenProviderSession(OpenProviderSession),
    /// Record that what came from an OpenID provider let nobody in.
    RefuseSignIn(RefuseSignIn),
    /// End that an account at an OpenID provider signs a person in.
    EndBinding(EndBinding),
    /// Record that somebody was refused what they have no right to.
    RecordRefusals(RecordRefusals),
    /// Record that a token is in use.
    RecordTokenUse(RecordTokenUse),
    /// Record that a session is in use.
    RenewSession(RenewSession),
    /// End a session.
    EndSession(EndSession),
    /// End all sessions of a person.
    EndSessions(EndSessions),
}

/// See [`Command::SetLook`]. What is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLook {
    /// Name as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Colour of the head of its pages, `#` and six hex digits, dark enough for
    /// white text; empty: the usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Logo, a PNG, JPEG or WebP image in base64; empty: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
}

/// See [`Command::EstablishCouncil`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EstablishCouncil {
    /// Name as printed.
    pub name: String,
    /// Nation.
    pub nation: Nation,
    /// IANA time zone; absent: `Europe/London`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Settings.
    #[serde(default)]
    pub settings: Settings,
}

/// See [`Command::ConfigureCouncil`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfigureCouncil {
    /// All settings, the unchanged ones too.
    pub settings: Settings,
}

/// See [`Command::AdoptScheme`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptScheme {
    /// The version.
    pub scheme: Scheme,
}

/// See [`Command::Import`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// Plan of item, target and observation rows that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The rows.
    pub sheets: Sheets,
}

/// See [`Command::HandOver`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Address of the leaver.
    pub from: String,
    /// Address of the successor.
    pub to: String,
    /// First day of the successor.
    pub on: Date,
}

/// See [`Command::ApprovePlan`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovePlan {
    /// Reference of the plan.
    pub plan: String,
    /// By whom, when and under which reference.
    pub decision: Decision,
}

/// See [`Command::ClosePlan`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosePlan {
    /// Reference of the plan.
    pub plan: String,
}

/// See [`Command::Observe`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observe {
    /// Reference of the plan.
    pub plan: String,
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Address of the owner, where an officer enters for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_for: Option<String>,
    /// The facts.
    #[serde(deserialize_with = "exactly")]
    #[schemars(with = "Exactly<Observation>")]
    pub observation: Observation,
}

/// What events hold too, as a command gives it: an event may get a new optional
/// field, and an older program leaves it out, but a field that a command names
/// and that there is not is a mistake of its sender.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Given{T}")]
struct Exactly<T> {
    #[serde(flatten)]
    value: T,
}

fn exactly<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Exactly::deserialize(deserializer).map(|given| given.value)
}

/// See [`Command::ConcludeItem`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcludeItem {
    /// Reference of the plan.
    pub plan: String,
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// How it leaves.
    pub outcome: Conclusion,
}

/// How an unfinished item leaves its plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Conclusion {
    /// Carried forward into another plan.
    CarryForward {
        /// Reference of that plan.
        plan: String,
        /// Reference there; absent: the same.
        #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// Target date there; absent: the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Date>,
    },
    /// Ended by a decision.
    End {
        /// Reference of the decision.
        reference: String,
    },
    /// Passed to routine work.
    Routine,
}

/// See [`Command::OpenQuarter`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenQuarter {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// Last day for answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_due: Option<Date>,
}

/// See [`Command::CloseQuarter`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseQuarter {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// Why it closes with unanswered items; needed if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// See [`Command::ReopenQuarter`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenQuarter {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// Why.
    pub reason: String,
}

/// See [`Command::PublishQuarter`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishQuarter {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// Day of publication.
    pub on: Date,
    /// The meeting's or agenda's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// See [`Command::RestateQuarter`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestateQuarter {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// Why.
    pub reason: String,
}

/// See [`Command::ProposeAmendment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeAmendment {
    /// Reference of the plan.
    pub plan: String,
    /// What is to change.
    pub changes: Vec<ProposedChange>,
    /// Why.
    pub rationale: String,
}

/// A change as proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ProposedChange {
    /// A new item.
    Add {
        /// The item; its `plan` is that of the amendment.
        item: Box<ItemRow>,
        /// Its targets for a period; one for every period is in the item
        /// itself. `plan` and `ref` are those of the item.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        targets: Vec<TargetRow>,
    },
    /// An item deleted.
    Delete {
        /// Reference of the item.
        #[serde(rename = "ref")]
        reference: String,
    },
    /// An item split in two or more.
    Split {
        /// Reference of the item.
        #[serde(rename = "ref")]
        reference: String,
        /// The parts; what a part does not say is that of the whole.
        into: Vec<ProposedPart>,
    },
    /// Another target date.
    Redate {
        /// Reference of the item.
        #[serde(rename = "ref")]
        reference: String,
        /// The new target date.
        due: Date,
    },
    /// Another target.
    Retarget {
        /// The target; its `plan` is that of the amendment.
        target: Box<TargetRow>,
    },
    /// Another post or directorate accountable.
    Reassign {
        /// Reference of the item.
        #[serde(rename = "ref")]
        reference: String,
        /// Address of the new owner.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner_email: Option<String>,
        /// The new directorate.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        directorate: Option<String>,
    },
    /// Another wording.
    Redefine {
        /// Reference of the item.
        #[serde(rename = "ref")]
        reference: String,
        /// The new title.
        title: String,
    },
}

/// A part of an item to be split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposedPart {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Address of its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_email: Option<String>,
    /// Its directorate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directorate: Option<String>,
    /// Its target date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// See [`Command::DecideAmendment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideAmendment {
    /// Reference of the amendment, for example `A3`.
    pub amendment: String,
    /// By whom, when and under which reference.
    pub decision: Decision,
    /// What was decided.
    pub outcome: AmendmentOutcome,
    /// First day that it counts from; absent: the quarter after the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
}

/// See [`Command::ApplyAmendment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyAmendment {
    /// Reference of the amendment.
    pub amendment: String,
}

/// See [`Command::IssueToken`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueToken {
    /// What it is for.
    pub name: String,
    /// SHA-256 of the token, in hex: the token itself is never stored.
    pub hash: String,
    /// What it may do.
    pub scope: Scope,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Address of the person that it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

/// See [`Command::RevokeToken`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    /// Name of the token.
    pub name: String,
}

impl Envelope {
    /// What makes two requests the same: the first 16 bytes, in hex, of the
    /// SHA-256 over actor, known place and command. Its id is left out, and so
    /// is the session: somebody who signs in again may send it again.
    pub fn request_digest(&self) -> String {
        use sha2::{Digest as _, Sha256};
        let request = (&self.actor, &self.known_at, &self.command);
        let mut bytes = Vec::with_capacity(512);
        serde_json::to_writer(&mut bytes, &request)
            .expect("a command is made of what JSON can write");
        let digest = hash_to_hex(&Sha256::digest(&bytes).into());
        std::str::from_utf8(&digest[..32])
            .expect("hex digits are ASCII")
            .to_owned()
    }
}
