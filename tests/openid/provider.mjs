// An OpenID provider with Entra ID's claims, and people for whom something is
// wrong on purpose. Whoever signs in types one of the names below.
//
//   node provider.mjs ADDRESS TENANT
//
// Prints its issuer, and ends when its input does.
import { createServer } from "node:http";
import { exportJWK, generateKeyPair, SignJWT, decodeJwt } from "jose";
import Provider from "oidc-provider";

const [, , address, tenant] = process.argv;

async function key(kid) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" } };
}

const [first, next, foreign] = [await key("first"), await key("next"), await key("first")];
// What is published beside the first key, once somebody signed in with it.
let published = [];

// What is said of each who can sign in, and what is done to their token.
const PEOPLE = {
  officer: { preferred_username: "head.communications@rochdale.example", groups: ["5A-OFFICERS"] },
  owner: { preferred_username: "chief.executive@rochdale.example", groups: [] },
  overage: {
    preferred_username: "head.ict@rochdale.example",
    _claim_names: { groups: "src1" },
    _claim_sources: { src1: { endpoint: "https://graph.example/groups" } },
  },
  stranger: { preferred_username: "nobody@rochdale.example" },
  unverified: { email: "chief.executive@rochdale.example", email_verified: false },
  elsewhere: { preferred_username: "chief.executive@rochdale.example", tid: "another-tenant" },
  late: { preferred_username: "chief.executive@rochdale.example" },
  swapped: { preferred_username: "chief.executive@rochdale.example" },
  forged: { preferred_username: "chief.executive@rochdale.example" },
  audience: { preferred_username: "chief.executive@rochdale.example" },
  disabled: { preferred_username: "chief.executive@rochdale.example" },
  rotated: { preferred_username: "assistant.director.neighbourhoods@rochdale.example" },
  derby: { email: "director.policy@derby.example", email_verified: true },
};

async function changed(token) {
  const claims = decodeJwt(token);
  const now = Math.floor(Date.now() / 1000);
  let signer = first;
  switch (claims.sub) {
    case "late":
      Object.assign(claims, { iat: now - 7200, exp: now - 3600 });
      break;
    case "swapped":
      claims.nonce = "of another sign-in";
      break;
    case "audience":
      claims.aud = "another-service";
      break;
    case "forged":
      signer = foreign;
      break;
    case "rotated":
      signer = next;
      published = [next];
      break;
    default:
      return token;
  }
  const header = { alg: "RS256", kid: signer.jwk.kid };
  return new SignJWT(claims).setProtectedHeader(header).sign(signer.privateKey);
}

// What it says beside its issuer is for nobody.
console.info = console.log = console.warn = () => {};

let serve;
const server = createServer((request, answer) => serve(request, answer));
server.listen(0, address, () => {
  const issuer = `http://${address}:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "quarterday",
      client_secret: "a secret for tests alone, long enough",
      redirect_uris: ["http://127.0.0.1/sign-in/with/any/callback"],
      post_logout_redirect_uris: ["http://127.0.0.1/signed-out"],
    }],
    jwks: { keys: [first.jwk] },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: {
      openid: ["sub", "tid", "oid", "groups", "_claim_names", "_claim_sources"],
      email: ["email", "email_verified"],
      profile: ["preferred_username"],
    },
    cookies: { keys: ["for tests alone"] },
    findAccount: (_, id) => {
      const person = PEOPLE[id];
      return person && {
        accountId: id,
        claims: () => ({ sub: id, tid: tenant, oid: `object-of-${id}`, ...person }),
      };
    },
  });
  // The port of the service is its own choice.
  const back = (pattern) => (address) => pattern.test(address);
  provider.Client.prototype.redirectUriAllowed =
    back(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\/with\/[a-z0-9-]+\/callback$/);
  provider.Client.prototype.postLogoutRedirectUriAllowed =
    back(/^http:\/\/127\.0\.0\.1:\d+\/signed-out$/);
  provider.use(async (context, then) => {
    await then();
    const route = context.oidc?.route;
    if (route === "jwks") {
      context.body.keys.push(...published.map(({ jwk: { kty, n, e, kid, alg, use } }) =>
        ({ kty, n, e, kid, alg, use })));
    }
    if (route === "token" && context.body.id_token) {
      if (decodeJwt(context.body.id_token).sub === "disabled") {
        context.status = 400;
        context.body = { error: "unauthorized_client" };
      } else {
        context.body.id_token = await changed(context.body.id_token);
      }
    }
  });
  serve = provider.callback();
  process.stdout.write(`${issuer}\n`);
});

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
