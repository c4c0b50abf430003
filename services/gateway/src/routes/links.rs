//! Links of mails: looked at as often as one likes, used once.
//!
//! The token in the path is all the right that is needed and all that there
//! is: whoever has it acts as its addressee. Programs that open the links of
//! mails (scanners) change nothing, since only a `POST` does.

use axum::body::Body;
use axum::http::Method;
use jiff::civil::Date;
use quarterday_domain::reminders::{open_request, still_asked};
use quarterday_domain::{Link, State};
use quarterday_proto::answer::Accepted;
use quarterday_proto::api::{
    LinkAnswers, LinkItem, LinkReturned, LinkSignOff, LinkSigned, LinkView, Owner,
};
use quarterday_proto::command::{Command, LinkAct, UseLink};
use quarterday_proto::digest::{Asked, Thing};
use quarterday_proto::id::{ItemId, LinkId, PlanId};
use quarterday_proto::quarter::Quarter;

use super::items::owner;
use super::reports::version_view;
use crate::call::{Call, IDEMPOTENCY_KEY};
use crate::endpoint::{Answered, Endpoint, Handler, Needs, Reply};
use crate::problem::Problem;
use crate::{answer, body};

const HEADERS: &[(&str, &str)] = &[(IDEMPOTENCY_KEY, "Id of the command")];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/links/{token}";
    let answers = "/api/v1/{council}/links/{token}/answers";
    vec![
        Endpoint::new(
            Method::GET,
            path,
            "link",
            Needs::Link,
            Handler::Blocking(show),
        )
        .about("What a link of a mail asks for; looking changes nothing")
        .gives_json::<LinkView>(),
        Endpoint::new(
            Method::POST,
            answers,
            "answer_by_link",
            Needs::Link,
            Handler::Waiting(submit),
        )
        .about("Answers for all that a link asks for, at once, which uses the link up")
        .headers(HEADERS)
        .takes_json::<LinkAnswers>()
        .gives_json::<Accepted>(),
        Endpoint::new(
            Method::POST,
            "/api/v1/{council}/links/{token}/sign-off",
            "sign_off_by_link",
            Needs::Link,
            Handler::Waiting(sign),
        )
        .about("The sign-off that a link asks for, of the content that was read")
        .headers(HEADERS)
        .takes_json::<LinkSigned>()
        .gives_json::<Accepted>(),
        Endpoint::new(
            Method::POST,
            "/api/v1/{council}/links/{token}/return",
            "return_by_link",
            Needs::Link,
            Handler::Waiting(give_back),
        )
        .about("Back to its author with the report that a link asks to sign")
        .headers(HEADERS)
        .takes_json::<LinkReturned>()
        .gives_json::<Accepted>(),
    ]
}

fn link_of(call: &Call) -> Result<LinkId, Problem> {
    let named = quarterday_proto::link::named(call.segment("token"));
    let (_, link) = named.ok_or_else(|| Problem::internal("the token was checked"))?;
    Ok(link)
}

fn show(call: &Call) -> Answered {
    answer::json(&found(call)?)
}

/// What the link of a request asks for.
pub(crate) fn found(call: &Call) -> Result<LinkView, Problem> {
    let link = link_of(call)?;
    let state = call.tenant()?.view.state();
    let link = state.usable_link(link, call.now())?;
    view(call, &state, link)
}

fn view(call: &Call, state: &State, link: &Link) -> Result<LinkView, Problem> {
    let today = state.day_of(call.now());
    let mut asked = state.asked_by(link);
    asked.retain(|asked| still_asked(state, asked, link.person, today));
    let items = asked
        .iter()
        .filter_map(|one| of_link(state, one, &asked, today));
    let mut sign_offs = asked.iter();
    let nobody = || Owner {
        email: String::new(),
        post: String::new(),
    };
    Ok(LinkView {
        link: link.issued.link,
        purpose: link.issued.purpose,
        council: state.council()?.name.clone(),
        to: owner(state, link.person).unwrap_or_else(nobody),
        expires: link.issued.expires,
        items: items.collect(),
        sign_off: sign_offs.find_map(|asked| sign_off(state, asked, today)),
    })
}

fn sign_off(state: &State, asked: &Asked, today: Date) -> Option<LinkSignOff> {
    let Thing::SignOff {
        report,
        role,
        asked_at,
        ..
    } = &asked.thing
    else {
        return None;
    };
    let open = open_request(state, *report, role, *asked_at, today)?;
    Some(LinkSignOff {
        role: role.clone(),
        label: open.role.label.clone(),
        answer_by: asked.due,
        of: asked.of.and_then(|of| owner(state, of)),
        report: version_view(state, open.report, open.report.edition()),
    })
}

/// An answer that is asked for, with what was last said.
pub(crate) fn item(state: &State, asked: &Asked) -> Option<LinkItem> {
    let Thing::Answer {
        plan,
        item,
        quarter,
    } = &asked.thing
    else {
        return None;
    };
    described(state, asked, (*plan, *item), *quarter)
}

/// An item of a link; its completion goes with its answer, where both are asked
/// for.
fn of_link(state: &State, asked: &Asked, all: &[&Asked], today: Date) -> Option<LinkItem> {
    let completion = |wanted: ItemId| {
        all.iter().find_map(|one| match &one.thing {
            Thing::Completion { item, due, .. } if *item == wanted => Some(*due),
            _ => None,
        })
    };
    match &asked.thing {
        Thing::Answer { item: answered, .. } => {
            let mut shown = item(state, asked)?;
            shown.complete_by = completion(*answered);
            Some(shown)
        }
        Thing::Completion { plan, item, .. } => {
            let is_answer = |one: &&Asked| matches!(&one.thing, Thing::Answer { item: answered, .. } if answered == item);
            if all.iter().any(is_answer) {
                return None;
            }
            let mut shown = described(state, asked, (*plan, *item), Quarter::of(today)?)?;
            shown.complete_by = completion(*item);
            shown.only_completion = true;
            shown.answer_by = None;
            Some(shown)
        }
        _ => None,
    }
}

fn described(
    state: &State,
    asked: &Asked,
    (plan, item): (PlanId, ItemId),
    quarter: Quarter,
) -> Option<LinkItem> {
    let plan = state.plan_by_id(plan)?;
    let item = state.item_by_id(item)?;
    let definition = item.latest();
    let last = item
        .observations
        .iter()
        .max_by_key(|one| (one.observation.as_at, one.place));
    Some(LinkItem {
        plan: plan.details.reference.clone(),
        plan_title: plan.details.title.clone(),
        reference: definition.reference.clone(),
        kind: item.kind,
        title: definition.title.clone(),
        quarter,
        complete_by: None,
        only_completion: false,
        answer_by: asked.due,
        due: definition.due,
        of: asked.of.and_then(|of| owner(state, of)),
        because: asked.because,
        last: last.map(|observed| observed.observation.clone()),
    })
}

fn submit(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let LinkAnswers { answers } = body::json(&call.headers, body).await?;
        follow(&call, LinkAct::Answer { answers }).await
    })
}

fn sign(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let LinkSigned { content_hash, note } = body::json(&call.headers, body).await?;
        follow(&call, LinkAct::SignOff { content_hash, note }).await
    })
}

fn give_back(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let LinkReturned { reason } = body::json(&call.headers, body).await?;
        follow(&call, LinkAct::Return { reason }).await
    })
}

async fn follow(call: &Call, act: LinkAct) -> Answered {
    let link = link_of(call)?;
    let envelope = call.envelope(Command::UseLink(UseLink { link, act }))?;
    let accepted = call.tenant()?.log.append(envelope).await?;
    answer::tag(answer::json(&accepted)?, accepted.place)
}
