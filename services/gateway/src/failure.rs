//! Failures: what is neither an answer of the rules nor a fault of the request,
//! each with a stable code.
//!
//! `docs/failures.md` has a section for each; a test holds the two against each
//! other. A code is never used again for something else.

use quarterday_bus::jetstream;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal $name:literal),+ $(,)?) => {
        /// The stable code of a failure.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant),+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// For example `QF0001`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The reason as it is said in one line: with code and name before it.
            pub fn tells(self, reason: impl std::fmt::Display) -> String {
                format!("{} {}: {reason}", self.code(), self.name())
            }

            /// For example `log_damaged`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

codes! {
    /// Stored bytes that were acknowledged are damaged or missing.
    LogDamaged = "QF0001" "log_damaged",
    /// Another process has the log open for writing.
    LogInUse = "QF0002" "log_in_use",
    /// The disk is full.
    DiskFull = "QF0003" "disk_full",
    /// Too much is going on.
    Busy = "QF0004" "busy",
    /// No answer in time.
    TimedOut = "QF0005" "timed_out",
    /// An earlier write to the log failed.
    LogBroken = "QF0006" "log_broken",
    /// The service is being stopped.
    Closing = "QF0007" "closing",
    /// A bug, or a fault that has no code of its own.
    Internal = "QF0008" "internal",
    /// The data folder holds no data.
    NoData = "QF0009" "no_data",
    /// No log of this council is in the data folder.
    NoSuchLog = "QF0010" "no_such_log",
    /// A file or folder is missing or may not be used.
    FileUnusable = "QF0011" "file_unusable",
    /// A checkpoint cannot be read, or is not signed by the log's key.
    CheckpointInvalid = "QF0012" "checkpoint_invalid",
    /// The log does not hold what its checkpoint says.
    CheckpointContradicted = "QF0013" "checkpoint_contradicted",
    /// A key is missing, open to others, malformed or of another log.
    KeyUnusable = "QF0014" "key_unusable",
    /// The service does not answer.
    ServerUnreachable = "QF0015" "server_unreachable",
    /// An answer of the service cannot be read.
    AnswerUnreadable = "QF0016" "answer_unreadable",
    /// The configuration is wrong.
    ConfigurationInvalid = "QF0017" "configuration_invalid",
    /// A backup cannot be taken or put back as asked.
    BackupRefused = "QF0018" "backup_refused",
    /// The address to listen on is in use or not allowed.
    AddressUnusable = "QF0019" "address_unusable",
    /// What was given as a council's id cannot be one.
    InvalidId = "QF0020" "invalid_id",
    /// Whether a command was stored is not known yet.
    OutcomeUnknown = "QF0021" "outcome_unknown",
    /// The log of a new council could not be made.
    CouncilNotMade = "QF0022" "council_not_made",
    /// No NATS server is reached.
    NatsUnreachable = "QF0023" "nats_unreachable",
    /// NATS does not accept the credential.
    NatsRefused = "QF0024" "nats_refused",
    /// NATS does not permit something that is needed.
    NatsNotPermitted = "QF0025" "nats_not_permitted",
    /// The NATS server is too old.
    NatsTooOld = "QF0026" "nats_too_old",
    /// The NATS server keeps no streams.
    NatsWithoutJetStream = "QF0027" "nats_without_jetstream",
    /// NATS answered with an error, or not in time.
    NatsFailed = "QF0028" "nats_failed",
    /// A council has no stream.
    StreamMissing = "QF0029" "stream_missing",
    /// A stream could lose or change records.
    StreamUnsafe = "QF0030" "stream_unsafe",
    /// Two histories of one council differ.
    HistoriesDiffer = "QF0031" "histories_differ",
    /// Too few ledgers answer to know what was acknowledged.
    TooFewLedgers = "QF0032" "too_few_ledgers",
    /// A ledger has not all of its stream.
    LedgerBehind = "QF0033" "ledger_behind",
    /// The log is carried by the other bus.
    OtherBus = "QF0034" "other_bus",
    /// Another node has this node's name.
    NameTaken = "QF0035" "name_taken",
    /// There is no nats-server to start, or it does not start.
    NatsServerMissing = "QF0036" "nats_server_missing",
    /// It is not known yet which councils there are.
    Starting = "QF0037" "starting",
    /// No node writes for a council at the moment.
    NoWriter = "QF0038" "no_writer",
    /// A stream ends before a ledger.
    StreamBehind = "QF0039" "stream_behind",
    /// No mail server is configured, so nothing can be sent.
    MailNotConfigured = "QF0040" "mail_not_configured",
    /// A template of mails is not in order.
    TemplateFaulty = "QF0041" "template_faulty",
    /// The mail server refused a mail or its recipient for good.
    MailRefused = "QF0042" "mail_refused",
    /// The mail server was not reached, or did not take a mail for now.
    MailNotTaken = "QF0043" "mail_not_taken",
    /// A mail was sent and no answer came.
    MailOutcomeUnknown = "QF0044" "mail_outcome_unknown",
    /// Nodes run that have the council which is to be moved.
    NodesRun = "QF0050" "nodes_run",
    /// An OpenID provider could not be asked.
    ProviderUnreachable = "QF0055" "provider_unreachable",
    /// The linter finds errors in a report.
    LintFailed = "QF0070" "lint_failed",
    /// The bucket by which nodes agree on who writes is not there.
    LeasesMissing = "QF0080" "leases_missing",
    /// The storage of NATS is full.
    NatsFull = "QF0081" "nats_full",
    /// A stream does not deliver what it has.
    StreamNotDelivered = "QF0082" "stream_not_delivered",
}

/// The code of what failed in a log; none where the asker named a place or size
/// that there is not.
pub fn of_ledger(error: &quarterday_ledger::Error) -> Option<Code> {
    use quarterday_ledger::Error;
    Some(match error {
        Error::Damaged { .. } => Code::LogDamaged,
        Error::Locked { .. } => Code::LogInUse,
        Error::Full => Code::DiskFull,
        Error::Poisoned => Code::LogBroken,
        Error::Io { .. } => Code::FileUnusable,
        Error::Key(_) => Code::KeyUnusable,
        Error::Backup(_) => Code::BackupRefused,
        Error::NotNext { .. } | Error::Index { .. } => Code::Internal,
        Error::NoSuchPlace { .. } | Error::NoSuchProof { .. } => return None,
    })
}

/// The code of what failed between a node and NATS; none where the asker named a
/// place or size that there is not.
pub fn of_nats(error: &jetstream::Error) -> Option<Code> {
    use jetstream::Error;
    Some(match error {
        Error::Connect { .. } => Code::NatsUnreachable,
        Error::Refused { .. } => Code::NatsRefused,
        Error::NotPermitted { .. } => Code::NatsNotPermitted,
        Error::ServerTooOld { .. } => Code::NatsTooOld,
        Error::NoJetStream { .. } => Code::NatsWithoutJetStream,
        Error::Nats { .. } => Code::NatsFailed,
        Error::NoStream { .. } => Code::StreamMissing,
        Error::NoBucket { .. } => Code::LeasesMissing,
        Error::StorageFull { .. } => Code::NatsFull,
        Error::NotDelivered { .. } => Code::StreamNotDelivered,
        Error::Configuration { .. } => Code::StreamUnsafe,
        Error::Diverged { .. } | Error::LedgersDiffer { .. } => Code::HistoriesDiffer,
        Error::TooFewLedgers { .. } => Code::TooFewLedgers,
        Error::LedgerBehind { .. } => Code::LedgerBehind,
        Error::NameTaken { .. } => Code::NameTaken,
        Error::NodesRun { .. } => Code::NodesRun,
        Error::Credential { .. } => Code::FileUnusable,
        Error::Settings(_) => Code::ConfigurationInvalid,
        Error::Ledger(error) => return of_ledger(error),
    })
}

/// The code of what keeps a node from being ready.
pub fn of_not_ready(reason: &jetstream::NotReady) -> Code {
    use jetstream::NotReady;
    match reason {
        NotReady::Failed(error) => of_nats(error).unwrap_or(Code::Internal),
        NotReady::TailLost(_) => Code::StreamBehind,
        NotReady::Behind(_) => Code::LedgerBehind,
        NotReady::Unconfirmed(_) => Code::TooFewLedgers,
        NotReady::NoWriter(_) => Code::NoWriter,
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn every_code_has_its_section_in_the_documentation() {
        let page = include_str!("../../../docs/failures.md");
        for code in Code::ALL {
            let heading = format!("## {} {}", code.code(), code.name());
            assert!(
                page.contains(&heading),
                "docs/failures.md lacks `{heading}`"
            );
        }
    }

    #[test]
    fn codes_and_names_are_used_once() {
        for (index, code) in Code::ALL.iter().enumerate() {
            for other in &Code::ALL[index + 1..] {
                // In order; a part of the product may have numbers set aside.
                assert!(code.code() < other.code());
                assert_ne!(code.name(), other.name());
            }
        }
    }
}
