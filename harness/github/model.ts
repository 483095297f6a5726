import { AccessTokens } from "./access-tokens.ts";
import type { OAuthApp } from "./apps.ts";
import { AuthorizationCodes, type AuthorizationRequest } from "./authorization-codes.ts";
import { Authorizations } from "./authorizations.ts";
import { DeviceCodes, type DeviceAuthorization } from "./device-codes.ts";
import { FormTokens } from "./form-tokens.ts";
import type { GitHubOrganization } from "./organizations.ts";
import { RateLimits } from "./rate-limits.ts";
import type { GitHubRepository } from "./repositories.ts";
import { Sessions } from "./sessions.ts";
import type { GitHubUser } from "./user-schema.ts";

/**
 * What GitHub knows: its users, apps and repositories, which stay, and what grows while they are used, which
 * {@link reset} forgets.
 */
export class GitHubModel {
  readonly users: readonly GitHubUser[];
  readonly apps: readonly OAuthApp[];
  readonly organizations: readonly GitHubOrganization[];
  readonly repositories: readonly GitHubRepository[];
  /** The time in milliseconds. */
  readonly now: () => number;
  readonly sessions = new Sessions();
  readonly authorizeForms = new FormTokens<AuthorizationRequest>();
  readonly deviceForms = new FormTokens<DeviceAuthorization>();
  readonly codes: AuthorizationCodes;
  readonly devices: DeviceCodes;
  readonly authorizations: Authorizations;
  readonly tokens: AccessTokens;
  readonly rateLimits: RateLimits;

  constructor(
    options: Pick<GitHubModel, "users" | "apps" | "organizations" | "repositories" | "now">,
  ) {
    const { now } = options;
    this.users = options.users;
    this.apps = options.apps;
    const logins = [...options.users, ...options.organizations].map(({ login }) => login);
    // To GitHub, two logins that differ in case only are one: from here on each is spelled as its account is.
    const spelled = (login: string) =>
      logins.find((each) => each.toLowerCase() === login.toLowerCase()) ?? login;
    this.organizations = options.organizations.map((organization) => ({
      ...organization,
      members: organization.members.map(spelled),
    }));
    this.repositories = options.repositories.map((repository) => ({
      ...repository,
      owner: spelled(repository.owner),
      collaborators: repository.collaborators.map(spelled),
    }));
    this.now = now;
    this.codes = new AuthorizationCodes(now);
    this.devices = new DeviceCodes(now);
    this.authorizations = new Authorizations(now);
    this.tokens = new AccessTokens(now);
    this.rateLimits = new RateLimits(now);
  }

  findApp(clientId: string | null): OAuthApp | undefined {
    return this.apps.find((app) => app.clientId === clientId);
  }

  findUser(login: string | null): GitHubUser | undefined {
    return this.users.find((user) => user.login.toLowerCase() === login?.toLowerCase());
  }

  /** Ends all that an app may do for a user. */
  revokeAuthorization(app: OAuthApp, user: GitHubUser): void {
    this.authorizations.forget(app, user);
    this.tokens.revokeAll(app, user);
  }

  /** Forgets sessions, open questions, codes, authorizations, tokens and counts; users, apps and repositories stay. */
  reset(): void {
    for (const memory of [
      this.sessions,
      this.authorizeForms,
      this.deviceForms,
      this.codes,
      this.devices,
      this.authorizations,
      this.tokens,
      this.rateLimits,
    ]) {
      memory.clear();
    }
  }
}
