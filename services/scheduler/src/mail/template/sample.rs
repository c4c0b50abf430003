//! Samples of what mails are about, for previews and for checks.

use jiff::civil::{Date, date};
use quarterday_proto::id::CouncilId;

use super::{Digest, Group, Item, Matter, Name, Published, Report, SignIn, SignOff, Test};
use crate::mail::{Line, Link};

/// Whose mails are shown where no council is named.
const COUNCIL: &str = "rochdale";

/// A sample for a mail, with all that may be absent, or with none of it.
pub fn sample(name: Name, whole: bool) -> Matter {
    with(name, whole, "")
}

/// As [`sample`], as a council would send it.
pub fn sample_of(council: &CouncilId, name: Name, whole: bool) -> Matter {
    of(council.as_str(), name, whole, "")
}

/// The same with a text in every field that people type.
pub(super) fn with(name: Name, whole: bool, typed: &str) -> Matter {
    of(COUNCIL, name, whole, typed)
}

fn of(council: &str, name: Name, whole: bool, typed: &str) -> Matter {
    let words = Words {
        council,
        whole,
        typed,
    };
    match name {
        Name::Digest => Matter::Digest(words.digest()),
        Name::EscalatedToManager => Matter::EscalatedToManager(words.escalated("Chief Executive")),
        Name::EscalatedToTeam => Matter::EscalatedToTeam(words.escalated("Performance Team")),
        Name::SignOffRequested => Matter::SignOffRequested(words.sign_off()),
        Name::SignOffVoided => Matter::SignOffVoided(words.sign_off()),
        Name::ReportReturned => Matter::ReportReturned(SignOff {
            to: words.line("Deputy Performance Manager"),
            acting_for: words.maybe("Performance Manager"),
            returned: None,
            reason: words.maybe("The costs of the second option are not given"),
            who: words.maybe("Director of Finance"),
            ..words.sign_off()
        }),
        Name::ReportPublished => Matter::ReportPublished(Published {
            council: words.council(),
            to: words.line("Cabinet Member for Resources"),
            report: words.report(),
            on: date(2021, 11, 2),
            link: words.link("reports/corporate-2021-22-q2"),
            contact: words.contact(),
        }),
        Name::SignIn => Matter::SignIn(SignIn {
            council: words.council(),
            to: words.line("Head of Finance"),
            link: words.link("sign-in/qds_rochdale_0"),
            minutes: 15,
        }),
        Name::Trial => Matter::Trial(Test {
            council: whole.then(|| words.council()),
            on: date(2021, 10, 1),
            way: words.line(&format!("mail.{council}.example:587")),
        }),
    }
}

struct Words<'a> {
    council: &'a str,
    whole: bool,
    typed: &'a str,
}

impl Words<'_> {
    fn line(&self, text: &str) -> Line {
        Line::from(format!("{text}{}", self.typed))
    }

    fn maybe(&self, text: &str) -> Option<Line> {
        self.whole.then(|| self.line(text))
    }

    fn day(&self, day: Date) -> Option<Date> {
        self.whole.then_some(day)
    }

    /// The council's name, made of its id: `Rochdale Council`.
    fn council(&self) -> Line {
        let words = self.council.split('-').filter(|word| !word.is_empty());
        let words = words.map(|word| word[..1].to_uppercase() + &word[1..]);
        let name: Vec<String> = words.collect();
        self.line(&format!("{} Council", name.join(" ")))
    }

    fn contact(&self) -> Line {
        let council = self.council;
        self.line(&format!(
            "the performance team, performance@{council}.example"
        ))
    }

    fn link(&self, path: &str) -> Link {
        let council = self.council;
        let link = format!("https://quarterday.{council}.example/{path}?from=mail&v=1");
        link.parse().expect("the text is a link")
    }

    fn item(&self, reference: &str, title: &str, day: Date) -> Item {
        Item {
            reference: self.line(reference),
            title: self.line(title),
            plan: self.line("Resources plan 2021-22"),
            due: self.day(day),
        }
    }

    /// The items that an answer is asked of.
    fn items(&self) -> Vec<Item> {
        let mut items = vec![self.item("R1", "Collect council tax", date(2022, 3, 31))];
        if self.whole {
            items.push(self.item("R2", "Review the asset register", date(2021, 12, 17)));
            items.push(self.item("R3", "Publish the pay policy", date(2021, 10, 29)));
        }
        items
    }

    fn group(&self, title: &str, items: Vec<Item>) -> Group {
        Group {
            title: self.line(title),
            link: None,
            items,
        }
    }

    fn digest(&self) -> Digest {
        let answers = "Answers for 1 July 2021 to 30 September 2021, by 15 October 2021";
        let mut groups = vec![self.group(answers, self.items())];
        let mut asks = "1 answer wanted by 15 October 2021";
        if self.whole {
            let insurance = self.item("R4", "Renew the insurance", date(2021, 10, 22));
            groups.push(self.group("To be completed", vec![insurance]));
            groups.push(Group {
                title: self.line(
                    "Read “Corporate performance, quarter 2” and sign it off for Finance, or \
                     return it, by 21 October 2021",
                ),
                link: Some(self.link("l/7h3k9m")),
                items: Vec::new(),
            });
            asks = "3 answers wanted by 15 October 2021, 1 item to complete by 22 October 2021 \
                    and 1 report to deal with by 21 October 2021";
        }
        Digest {
            council: self.council(),
            to: self.line("Director of Resources"),
            asks: self.line(asks),
            link: Some(self.link("l/2q8v0c")),
            personal: true,
            groups,
            contact: self.contact(),
        }
    }

    fn escalated(&self, to: &str) -> Digest {
        let title = "Answers for 1 July 2021 to 30 September 2021, overdue since 15 October \
            2021; Head of Revenues was reminded and has not answered";
        Digest {
            to: self.line(to),
            asks: self.line(match self.whole {
                true => "3 answers overdue since 15 October 2021",
                false => "1 answer overdue since 15 October 2021",
            }),
            groups: vec![self.group(title, self.items())],
            ..self.digest()
        }
    }

    fn report(&self) -> Report {
        Report {
            title: self.line("Corporate performance, quarter 2"),
            committee: self.maybe("Cabinet"),
            meeting: self.day(date(2021, 11, 10)),
            version: 3,
        }
    }

    fn sign_off(&self) -> SignOff {
        SignOff {
            council: self.council(),
            to: self.line("Deputy Director of Finance"),
            acting_for: self.maybe("Director of Finance"),
            role: self.line("Finance"),
            // Who is asked in another's place, who may not sign, is shown where
            // hostile texts are.
            signatory: (!self.typed.is_empty()).then(|| self.line("Head of Audit")),
            report: self.report(),
            by: self.day(date(2021, 10, 21)),
            overdue: false,
            why: (!self.typed.is_empty())
                .then(|| self.line("Head of Audit is away, and you are their line manager")),
            link: self.link("l/7h3k9m"),
            reason: self.maybe("The table of indicators was changed"),
            returned: (!self.typed.is_empty()).then(|| self.line("The costs are not given")),
            who: self.maybe("Report author"),
            contact: self.contact(),
        }
    }
}
