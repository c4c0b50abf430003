//! Why a link cannot be used, as far as is known: what came of the sign-off that
//! it asked for, or who is asked while its addressee is not there.

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::digest::{Asked, Because, Thing};
use quarterday_proto::id::PersonId;
use quarterday_proto::report::ReportState;
use quarterday_proto::route::Role;

use crate::calendar::in_words;
use crate::rejection::{Code, reject};
use crate::reminders::{NotAsked, asked_for, is_theirs, is_undone, not_asked};
use crate::state::{Link, Report, State};

const ANEW: &str = "If you are asked again, another mail has another link";

impl State {
    /// Why the sign-off that a link asked for is not to be given by it any more;
    /// none while it is.
    pub(super) fn sign_off_over(&self, link: &Link, today: Date) -> Option<Rejection> {
        let Some(Thing::SignOff {
            report: id,
            role: key,
            asked_at,
            body: None,
        }) = &link.issued.about
        else {
            return None;
        };
        let ended = |why: String| {
            Some(reject(
                Code::LinkExpired,
                format!("this link has ended: {why}"),
            ))
        };
        let Some(report) = self.report_by_id(*id) else {
            return ended("its report is not known any more".to_owned());
        };
        match report.state {
            ReportState::Circulated => {}
            ReportState::Published => return ended("the report was published".to_owned()),
            ReportState::Returned => {
                let Some(last) = report.returns.last() else {
                    return ended("the report was returned to its author".to_owned());
                };
                return ended(format!(
                    "the report was returned to its author by {} on {}. {ANEW}",
                    self.signed_name(&last.by),
                    in_words(last.day)
                ));
            }
            _ => return ended(format!("the report was taken back by its author. {ANEW}")),
        }
        let asked = self.asked_by(link);
        let of = asked.iter().find_map(|asked| asked.of);
        let of = of.unwrap_or(link.person);
        let is_deputy = asked
            .iter()
            .any(|asked| asked.because == Some(Because::Deputy));
        let route = report.route.as_ref();
        let Some((_, role)) = route.and_then(|route| route.role(key)) else {
            return ended("the report goes another way, where nobody signs for this".to_owned());
        };
        if let Some(given) = self.given_since(report, key, of, *asked_at, today) {
            return ended(given);
        }
        let holders = self.holders(report, role, today);
        // Whose deputy the link was for is forgotten with its mail.
        let is_known = self.reminders().digest(link.digest).is_some();
        if is_known && !holders.people.contains(&of) {
            return Some(reject(Code::LinkNotYours, self.passed_to(report, key, of)));
        }
        if is_deputy && !self.stands_in(report, role, link.person, of, today) {
            return ended(format!(
                "you are no deputy for {} any more, who is asked to sign",
                self.post_of(of)
            ));
        }
        match report.requests.get(key) {
            Some(request) if request.place == *asked_at => None,
            Some(request) => ended(format!(
                "the sign-off was asked for anew on {}, by another mail with another link",
                in_words(request.day)
            )),
            None => ended(format!(
                "{} is not asked to sign as the report stands now. {ANEW}",
                role.label
            )),
        }
    }

    /// Whether a delegation from a holder lasts by which a deputy may sign.
    fn stands_in(
        &self,
        report: &Report,
        role: &Role,
        deputy: PersonId,
        of: PersonId,
        today: Date,
    ) -> bool {
        let delegations = self.delegations_to(deputy, report.id, &role.key, today);
        let mut of = delegations.iter().filter(|known| known.from == of);
        of.any(|known| self.may_stand_in(report, role, known, today))
    }

    /// By whom a role was signed since it was asked, where nothing is left for a
    /// holder to sign.
    fn given_since(
        &self,
        report: &Report,
        key: &str,
        of: PersonId,
        asked_at: u64,
        today: Date,
    ) -> Option<String> {
        let (_, role) = report.route.as_ref()?.role(key)?;
        let is_done =
            self.has_signed(report, role, today) || self.signed_for(report, role, of, today);
        if !is_done {
            return None;
        }
        let given = report.standing(key).filter(|one| one.place >= asked_at);
        Some(given.last().map_or_else(
            || "the sign-off was given".to_owned(),
            |last| {
                format!(
                    "the sign-off was given by {} on {}",
                    self.signed_name(&last.by),
                    in_words(last.day)
                )
            },
        ))
    }

    /// Whose a step is by now that was somebody's.
    fn passed_to(&self, report: &Report, key: &str, of: PersonId) -> String {
        let passed = report.passed_on.get(key).into_iter().flatten();
        let to = passed
            .rev()
            .find(|passed| passed.from.is_none_or(|from| from == of));
        match to {
            Some(passed) => format!(
                "this sign-off was passed on to {}, who gets a link of their own",
                self.post_of(passed.to)
            ),
            None => "this sign-off is another's by now, who gets a link of their own".to_owned(),
        }
    }

    /// Why a link rests: its addressee is away or their mail came back, and what
    /// it asks for is not done.
    pub(super) fn resting(&self, link: &Link, asked: &[&Asked], today: Date) -> Option<Rejection> {
        let why = not_asked(self, link.person, today)?;
        let open = asked.iter().find(|asked| {
            let of = asked.of.unwrap_or(link.person);
            is_theirs(self, &asked.thing, of, today) && is_undone(self, &asked.thing, today)
        })?;
        let holder = open.of.unwrap_or(link.person);
        let instead = match asked_for(self, &open.thing, holder, today) {
            Ok((person, _)) if person == link.person => String::new(),
            Ok((person, Some(Because::Deputy) | None)) => {
                format!("; {} is asked instead", self.post_of(person))
            }
            Ok((person, _)) => format!("; {} is asked to see to it", self.post_of(person)),
            Err(_) => "; nobody is asked instead, so tell the performance team".to_owned(),
        };
        Some(reject(
            Code::LinkRests,
            match why {
                NotAsked::Away(last) => format!(
                    "what this link asks for is not done. You are recorded as away until \
                     {}{instead}. The link works again after that day",
                    in_words(last)
                ),
                NotAsked::MailCameBack(day) => format!(
                    "what this link asks for is not done. A mail to you came back on {}{instead}. \
                     The link works again as soon as your address is recorded as taking mail",
                    in_words(day)
                ),
                NotAsked::NotInPost => format!(
                    "what this link asks for is not done. You are not in this post today{instead}"
                ),
            },
        ))
    }
}
