//! Reports of mails that could not be delivered (RFC 3464), as mail servers send
//! them to the return path.
//!
//! A report is mail like any other, so anyone can write one. What it says is
//! taken for true only of a mail that we sent: whoever records a bounce looks
//! for the mail with its Message-ID or tag, and for that mail's recipient.

use mail_parser::{HeaderName, Message, MessageParser, MessagePart, MimeHeaders as _};

use super::{Address, Line, MessageId, ReturnPath, Tag};

/// Headers that name the address that a report came to, as servers add them.
const CAME_TO: &[&str] = &[
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "To",
];

/// The most recipients that are read from one report; we send to one.
const RECIPIENTS_MAX: usize = 50;

/// The longest diagnostic that is kept, in characters.
const DIAGNOSTIC_MAX: usize = 500;

/// What a mail to the return path is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// A report of recipients that were not, or not yet, delivered to.
    Bounces(Vec<Bounce>),
    /// A report that all went well.
    Delivered,
    /// An automatic answer, such as "out of the office". The mail arrived.
    AutoReply,
    /// Something else, for people to read.
    Other,
}

/// A recipient that a mail was not delivered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// The recipient: from our mark in the return path, else as the report
    /// names the original or the final one.
    pub recipient: Option<Address>,
    /// The mail, as its returned headers name it.
    pub message_id: Option<MessageId>,
    /// The mail, as our mark in the return path names it.
    pub tag: Option<Tag>,
    /// Whether the server has given up; else it goes on trying.
    pub given_up: bool,
    /// Whether the address itself is of no use: given up with a status 5.x.x
    /// other than a full mailbox.
    pub permanent: bool,
    /// The status, for example `5.1.1`.
    pub status: String,
    /// What the server that refused said.
    pub diagnostic: Line,
}

impl Bounce {
    /// Whether it is about the mail with this id.
    pub fn is_about(&self, id: &MessageId) -> bool {
        self.message_id.as_ref() == Some(id) || self.tag.as_ref() == Some(&Tag::of(id))
    }
}

/// Reads a mail that came to the return path.
pub fn read(bytes: &[u8], return_path: Option<&ReturnPath>) -> Read {
    let Some(mail) = MessageParser::default().parse(bytes) else {
        return Read::Other;
    };
    let Some(status) = mail.parts.iter().find(|part| is(part, "delivery-status")) else {
        return if is_auto_reply(&mail) {
            Read::AutoReply
        } else {
            Read::Other
        };
    };
    let mark = return_path.and_then(|path| {
        let came_to = mail
            .headers_raw()
            .filter(|(name, _)| CAME_TO.iter().any(|known| known.eq_ignore_ascii_case(name)));
        let mut words = came_to.flat_map(|(_, value)| value.split([' ', ',', '\r', '\n', '\t']));
        words.find_map(|word| path.read(word))
    });
    let message_id = returned_id(&mail);
    let text = String::from_utf8_lossy(status.contents()).into_owned();
    let mut groups = groups(&text);
    // The first group is about the report, each further one about a recipient.
    let recipients = groups.split_off(groups.len().min(1));
    let bounces = recipients.iter().take(RECIPIENTS_MAX).filter_map(|fields| {
        let mut bounce = of_recipient(fields)?;
        bounce.message_id = message_id.clone();
        if let Some(mark) = &mark {
            bounce.tag = Some(mark.tag.clone());
            bounce.recipient = mark.recipient.clone().or(bounce.recipient);
        }
        Some(bounce)
    });
    let bounces: Vec<_> = bounces.collect();
    match (recipients.is_empty(), bounces.is_empty()) {
        (true, _) => Read::Other,
        (false, true) => Read::Delivered,
        (false, false) => Read::Bounces(bounces),
    }
}

type Fields = Vec<(String, String)>;

/// The groups of a delivery status, separated by empty lines, each of fields as
/// in a mail's head.
fn groups(text: &str) -> Vec<Fields> {
    let mut groups = vec![Fields::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            groups.push(Fields::new());
            continue;
        }
        let Some(fields) = groups.last_mut() else {
            continue;
        };
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups.retain(|fields| !fields.is_empty());
    groups
}

fn of_recipient(fields: &Fields) -> Option<Bounce> {
    let field = |name: &str| {
        let mut found = fields.iter().filter(|(known, _)| known == name);
        found.next().map_or("", |(_, value)| value.as_str())
    };
    let action = field("action").to_ascii_lowercase();
    let given_up = match action.as_str() {
        "failed" => true,
        "delayed" => false,
        // Delivered, relayed, expanded: no bounce.
        _ => return None,
    };
    // A comment may follow the status.
    let status = field("status").split([' ', '(']).next().unwrap_or_default();
    let typed = |text: &str| {
        let value = text.split_once(';').map_or(text, |(_, value)| value);
        value
            .trim()
            .trim_start_matches('<')
            .trim_end_matches('>')
            .parse::<Address>()
            .ok()
    };
    let original = typed(field("original-recipient"));
    let diagnostic = field("diagnostic-code");
    let diagnostic = diagnostic
        .split_once(';')
        .map_or(diagnostic, |(_, value)| value);
    let diagnostic: String = diagnostic.chars().take(DIAGNOSTIC_MAX).collect();
    let code = super::Enhanced::leading(status);
    Some(Bounce {
        recipient: original.or_else(|| typed(field("final-recipient"))),
        message_id: None,
        tag: None,
        given_up,
        permanent: given_up && code.is_some_and(super::Enhanced::is_permanent),
        status: code.map(|code| code.to_string()).unwrap_or_default(),
        diagnostic: Line::of(&diagnostic),
    })
}

/// The Message-ID of the mail that came back, whole or only its head.
fn returned_id(mail: &Message<'_>) -> Option<MessageId> {
    mail.parts.iter().find_map(|part| {
        if let Some(returned) = part.message() {
            return MessageId::read(returned.message_id()?);
        }
        if !is(part, "rfc822-headers") {
            return None;
        }
        let head = MessageParser::default().parse_headers(part.contents())?;
        MessageId::read(head.message_id()?)
    })
}

fn is(part: &MessagePart<'_>, subtype: &str) -> bool {
    let found = part.content_type().and_then(|kind| kind.subtype());
    let found = found.map(|found| found.trim_start_matches("global-").to_ascii_lowercase());
    found.as_deref() == Some(subtype)
}

fn is_auto_reply(mail: &Message<'_>) -> bool {
    let says = |name: &'static str, words: &[&str]| {
        let value = mail.header_raw(HeaderName::from(name)).unwrap_or_default();
        let value = value.trim().to_ascii_lowercase();
        words.iter().any(|word| value.starts_with(word))
    };
    says(
        "Auto-Submitted",
        &["auto-replied", "auto-generated", "auto-notified"],
    ) || says("Precedence", &["auto_reply", "auto-reply", "bulk", "junk"])
        || mail.header_raw("X-Autoreply").is_some()
        || mail.header_raw("X-Autorespond").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> ReturnPath {
        ReturnPath {
            address: "bounces@council.example".parse().unwrap(),
            per_recipient: true,
        }
    }

    /// A report as Postfix writes one, with parts of it replaced.
    fn report(to: &str, recipient: &str, returned: &str) -> String {
        format!(
            "Return-Path: <>\nDelivered-To: {to}\nFrom: MAILER-DAEMON@mx.example\nTo: {to}\n\
             Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\n\n\
             --B\nContent-Type: text/plain\n\nI am sorry.\n\n\
             --B\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; mx.example\nArrival-Date: Fri, 1 Oct 2021 08:00:00 +0100\n\n\
             {recipient}\n\n--B\n{returned}\n\n--B--\n"
        )
    }

    const FAILED: &str = "Final-Recipient: rfc822; gone@rochdale.example\n\
        Original-Recipient: rfc822;owner@rochdale.example\nAction: failed\nStatus: 5.1.1\n\
        Remote-MTA: dns; mx.rochdale.example\n\
        Diagnostic-Code: smtp; 550 5.1.1 <gone@rochdale.example>: Recipient address\n    rejected: User unknown";

    const RETURNED: &str = "Content-Type: message/rfc822\n\n\
        From: q@council.example\nMessage-ID: <abc@council.example>\nSubject: x\n\ntext\n";

    fn bounces(text: &str) -> Vec<Bounce> {
        // Reports come with either end of line.
        let read_both = [text.to_owned(), text.replace('\n', "\r\n")]
            .map(|text| read(text.as_bytes(), Some(&path())));
        assert_eq!(read_both[0], read_both[1]);
        let [Read::Bounces(bounces), _] = read_both else {
            panic!("{read_both:?}");
        };
        bounces
    }

    #[test]
    fn a_report_names_recipient_mail_and_reason() {
        let bounces = bounces(&report("bounces@council.example", FAILED, RETURNED));
        let [bounce] = &bounces[..] else {
            panic!("{bounces:?}")
        };
        assert_eq!(
            bounce.recipient.as_ref().unwrap().to_string(),
            "owner@rochdale.example"
        );
        assert_eq!(
            bounce.message_id.as_ref().unwrap().as_str(),
            "abc@council.example"
        );
        assert_eq!(bounce.tag, None);
        assert_eq!(bounce.status, "5.1.1");
        assert!(bounce.given_up && bounce.permanent);
        assert_eq!(
            bounce.diagnostic.as_str(),
            "550 5.1.1 <gone@rochdale.example>: Recipient address rejected: User unknown"
        );
    }

    #[test]
    fn our_mark_goes_before_what_the_report_says() {
        let id = MessageId::derived("digest", "d1", "council.example");
        let to = path().marked(&"person@rochdale.example".parse().unwrap(), &id);
        let headers =
            "Content-Type: text/rfc822-headers\n\nMessage-ID: <abc@council.example>\nSubject: x\n";
        let bounces = bounces(&report(&to.to_string(), FAILED, headers));
        assert_eq!(
            bounces[0].recipient.as_ref().unwrap().to_string(),
            "person@rochdale.example"
        );
        assert!(bounces[0].is_about(&id));
        assert!(bounces[0].is_about(&MessageId::read("<abc@council.example>").unwrap()));
        assert!(!bounces[0].is_about(&MessageId::derived("digest", "d2", "council.example")));
    }

    #[test]
    fn actions_and_statuses_are_told_apart() {
        let check = |action: &str, status: &str, expected: Option<(bool, bool)>| {
            let fields =
                format!("Final-Recipient: rfc822; a@b.example\nAction: {action}\nStatus: {status}");
            let text = report("bounces@council.example", &fields, RETURNED);
            let found = match read(text.as_bytes(), None) {
                Read::Bounces(bounces) => Some((bounces[0].given_up, bounces[0].permanent)),
                Read::Delivered => None,
                other => panic!("{other:?}"),
            };
            assert_eq!(found, expected, "{action} {status}");
        };
        check("failed", "5.1.1", Some((true, true)));
        check("Failed", "5.1.10 (no such recipient)", Some((true, true)));
        check("failed", "5.2.2", Some((true, false)));
        check("failed", "4.4.7", Some((true, false)));
        check("failed", "nonsense", Some((true, false)));
        check("delayed", "4.4.1", Some((false, false)));
        check("delayed", "5.0.0", Some((false, false)));
        check("delivered", "2.0.0", None);
        check("relayed", "2.0.0", None);
    }

    #[test]
    fn what_is_no_report_is_no_bounce() {
        let check = |head: &str, expected: Read| {
            let text = format!(
                "From: owner@rochdale.example\nTo: bounces@council.example\n{head}\n\nI am away until Monday.\n"
            );
            assert_eq!(read(text.as_bytes(), Some(&path())), expected, "{head}");
        };
        check(
            "Subject: Out of office\nAuto-Submitted: auto-replied (vacation)",
            Read::AutoReply,
        );
        check(
            "Subject: Automatic reply\nAuto-Submitted: auto-generated",
            Read::AutoReply,
        );
        check("Subject: Away\nPrecedence: bulk", Read::AutoReply);
        check("Subject: Away\nX-Autoreply: yes", Read::AutoReply);
        check("Subject: What is this?", Read::Other);
        check("Subject: What is this?\nAuto-Submitted: no", Read::Other);
        assert_eq!(read(b"", None), Read::Other);
        assert_eq!(read(&[0xff, 0xfe, 0x00], None), Read::Other);
        let empty = report("bounces@council.example", "", RETURNED);
        assert_eq!(read(empty.as_bytes(), None), Read::Other);
    }
}
