//! How much is taken and given at once. Past a limit the asker is told so, and
//! when to come back.

/// Bytes of a command, or of any other JSON body.
pub const JSON_BYTES_MAX: usize = 16 << 20;
/// Bytes of a scheme file.
pub const SCHEME_BYTES_MAX: usize = 1 << 20;
/// A report of a failed delivery, with the mail that came back, in bytes.
pub const REPORT_BYTES_MAX: usize = 2 << 20;
/// Bytes of one file of an import.
pub const IMPORT_FILE_BYTES_MAX: usize = quarterday_documents::import::limits::FILE_BYTES_MAX;
/// Bytes of all files of an import together.
pub const IMPORT_BYTES_MAX: usize = 128 << 20;
/// Characters of a file name.
pub const FILE_NAME_CHARS_MAX: usize = 200;
/// Faults that an answer lists; the others are counted.
pub const FAULTS_MAX: usize = 1_000;

/// Entries of a page of a list, unless asked otherwise.
pub const PAGE_DEFAULT: u64 = 100;
/// Entries of a page of a list at most.
pub const PAGE_MAX: u64 = 500;
/// Entries of a page of the audit trail, unless asked otherwise.
pub const ENTRIES_DEFAULT: u64 = 100;
/// Entries of a page of the audit trail at most.
pub const ENTRIES_MAX: u64 = 1_000;
/// Events that one entry lists; the others are counted.
pub const ENTRY_EVENTS_MAX: usize = 1_000;
/// Bytes of records that one page of the audit trail is made of, one entry
/// beyond it allowed.
pub const TRAIL_BYTES_MAX: usize = 16 << 20;
/// Records that one search for a text looks through; the answer says where to
/// go on.
pub const TEXT_RECORDS_MAX: usize = 20_000;
/// Places that the log is asked for at a time.
pub const FIND_PLACES_MAX: usize = 1_024;
/// Characters of a text searched for.
pub const TEXT_CHARS_MAX: usize = 200;
/// Characters of a token's name.
pub const TOKEN_NAME_CHARS_MAX: usize = 100;

/// Requests that are worked on at the same time.
pub const REQUESTS_MAX: usize = 256;
/// Imports that are read at the same time; each may hold its files, unpacked,
/// in memory.
pub const IMPORTS_MAX: usize = 2;
/// Streams of server-sent events at the same time.
pub const STREAMS_MAX: usize = 64;
/// Entries of the feed that wait for a client that is slow to take them.
pub const STREAM_WAITING_MAX: usize = 16;
/// Records that a stream reads at a time.
pub const STREAM_RECORDS_MAX: u64 = 64;
/// Verifications of a whole log at the same time.
pub const VERIFICATIONS_MAX: usize = 1;

/// Seconds that a request may take.
pub const REQUEST_SECONDS_MAX: u64 = 30;
/// Seconds that an import may take, the upload included.
pub const IMPORT_SECONDS_MAX: u64 = 600;
/// Seconds that a verification may take.
pub const VERIFICATION_SECONDS_MAX: u64 = 3_600;
/// Seconds between signs of life on a stream.
pub const HEARTBEAT_SECONDS: u64 = 15;
/// Seconds after which to try again when too much is going on.
pub const RETRY_AFTER_SECONDS: u32 = 2;

/// Bytes of a form of a page.
pub const FORM_BYTES_MAX: usize = 2 << 20;
/// Characters of an address of a person (RFC 5321).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Refusals for lack of a right that are counted at the same time, each of one
/// person or token at one route.
pub const REFUSALS_COUNTED_MAX: usize = 2_000;
/// Sign-ins that are begun in a minute, of all councils of a process, unless the
/// configuration says otherwise.
pub const SIGN_INS_PER_MINUTE_MAX: u32 = 120;
/// Addresses and people of whom it is counted how often they sign in.
pub const COUNTED_KEYS_MAX: usize = 10_000;
/// Councils that one request for a link makes one in.
pub const SIGN_IN_COUNCILS_MAX: usize = 10;
