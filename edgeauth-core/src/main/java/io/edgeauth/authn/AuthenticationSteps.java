package io.edgeauth.authn;

import io.edgeauth.authn.AuthenticationResult.Absent;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.NotMine;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one route, all of which must pass, in order. In a step the first authenticator whose
 * the credential is decides. Immutable; many threads run it at once.
 */
public final class AuthenticationSteps {

  /**
   * The authenticators of one step, in the order in which they are asked.
   *
   * @param contestable whether credentials may stand in more than one place, and contradict each
   *     other
   */
  private record Step(List<NamedAuthenticator> alternatives, boolean contestable) {

    static Step of(List<NamedAuthenticator> alternatives) {
      long carriers =
          alternatives.stream()
              .flatMap(named -> named.authenticator().carriers().stream())
              .filter(carrier -> !carrier.isOfConnection())
              .distinct()
              .count();
      return new Step(List.copyOf(alternatives), carriers > 1);
    }
  }

  private final List<Step> steps;
  private final List<ForwardedCertificateSource> certificates;
  private final boolean takesCertificates;

  private AuthenticationSteps(List<Step> steps) {
    this.steps = steps;
    this.certificates =
        steps.stream()
            .flatMap(step -> step.alternatives.stream())
            .map(NamedAuthenticator::authenticator)
            .filter(ForwardedCertificateSource.class::isInstance)
            .map(ForwardedCertificateSource.class::cast)
            .toList();
    this.takesCertificates =
        steps.stream()
            .flatMap(step -> step.alternatives.stream())
            .anyMatch(named -> named.authenticator().carriers().contains(Carrier.TLS));
  }

  /**
   * Makes the steps.
   *
   * @param steps for each step its authenticators; at least one step, and none empty
   * @return them
   */
  public static AuthenticationSteps of(List<List<NamedAuthenticator>> steps) {
    return new AuthenticationSteps(steps.stream().map(Step::of).toList());
  }

  /**
   * Runs the steps. Blocks where an authenticator does.
   *
   * @param received the request
   * @return what they say together
   */
  public StepsOutcome authenticate(EdgeRequest received) {
    for (int i = 0; i < certificates.size(); i++) {
      if (certificates.get(i).isDoubled(received)) {
        return refused(Reasons.CREDENTIAL_DOUBLED, "more than one line of a certificate's header");
      }
    }
    EdgeRequest request =
        certificates.isEmpty() ? received : new CertifiedRequest(received, certificates);
    return steps.size() == 1 ? inOneStep(request) : inSeveralSteps(request);
  }

  /** By far the most frequent case; it joins nothing. */
  private StepsOutcome inOneStep(EdgeRequest request) {
    Step step = steps.get(0);
    if (isContradictory(step, request)) {
      return refused(Reasons.CREDENTIAL_DOUBLED, null);
    }
    Answer answer = ask(step, request);
    return answer.result() instanceof Authenticated authenticated
        ? new StepsOutcome.Proven(
            Identity.of(authenticated.credential(), answer.name()), authenticated.responseHeaders())
        : failed(answer, 0, request);
  }

  private StepsOutcome inSeveralSteps(EdgeRequest request) {
    List<Credential> credentials = new ArrayList<>(steps.size());
    List<String> names = new ArrayList<>(steps.size());
    List<HeaderField> headers = List.of();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (isContradictory(step, request)) {
        return refused(Reasons.CREDENTIAL_DOUBLED, null);
      }
      Answer answer = ask(step, request);
      if (answer.result() instanceof Authenticated authenticated) {
        credentials.add(authenticated.credential());
        names.add(answer.name());
        headers = join(headers, authenticated.responseHeaders());
      } else {
        return failed(answer, i, request);
      }
    }
    return new StepsOutcome.Proven(Identity.of(credentials, names), headers);
  }

  /**
   * What a step's authenticators say: that of the first whose the credential is, else that of the
   * last.
   */
  private record Answer(String name, AuthenticationResult result) {}

  private static Answer ask(Step step, EdgeRequest request) {
    Answer foreign = null;
    for (int i = 0; i < step.alternatives.size(); i++) {
      NamedAuthenticator asked = step.alternatives.get(i);
      AuthenticationResult result = asked.authenticator().authenticate(request);
      if (result instanceof NotMine) {
        foreign = new Answer(asked.name(), result);
      } else if (!(result instanceof Absent)) {
        return new Answer(asked.name(), result);
      }
    }
    return foreign == null ? new Answer("", Absent.INSTANCE) : foreign;
  }

  private StepsOutcome failed(Answer answer, int step, EdgeRequest request) {
    AuthenticationResult result = answer.result();
    if (result instanceof AuthenticationResult.Refused refused) {
      return new StepsOutcome.Refused(
          refused.reason(), refused.detail(), answer.name(), refused.responseHeaders());
    }
    if (result instanceof AuthenticationResult.Unavailable unavailable) {
      // Beside a step that passed, anonymous would be a lie.
      boolean orAnonymous = unavailable.orAnonymous() && steps.size() == 1;
      return new StepsOutcome.Unavailable(
          unavailable.reason(), unavailable.retryAfter(), orAnonymous);
    }
    if (result instanceof NotMine notMine) {
      return refused(Reasons.CREDENTIAL_FOREIGN, notMine.reason().code());
    }
    boolean nothing = step == 0 && !anyPresents(request);
    return nothing
        ? StepsOutcome.NothingPresented.INSTANCE
        : refused(Reasons.CREDENTIAL_MISSING, null);
  }

  private static StepsOutcome.Refused refused(
      io.edgeauth.reason.Reason reason, @Nullable String detail) {
    return new StepsOutcome.Refused(reason, detail, null, List.of());
  }

  /**
   * Two credentials by different carriers: which one would count is a guess that a backend might
   * make differently.
   */
  private static boolean isContradictory(Step step, EdgeRequest request) {
    if (!step.contestable) {
      return false;
    }
    Carrier first = null;
    for (int i = 0; i < step.alternatives.size(); i++) {
      for (Carrier carrier : step.alternatives.get(i).authenticator().presents(request)) {
        if (carrier.isOfConnection()) {
          continue;
        }
        if (first != null && !first.equals(carrier)) {
          return true;
        }
        first = carrier;
      }
    }
    return false;
  }

  /**
   * Tells whether a request has any credential of these steps in a header, a parameter or a cookie.
   * A certificate of the connection is no such thing: it is simply there.
   *
   * @param request the request
   * @return whether it has
   */
  public boolean arePresented(EdgeRequest request) {
    for (int i = 0; i < steps.size(); i++) {
      List<NamedAuthenticator> alternatives = steps.get(i).alternatives;
      for (int j = 0; j < alternatives.size(); j++) {
        for (Carrier carrier : alternatives.get(j).authenticator().presents(request)) {
          if (!carrier.isOfConnection()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Tells whether a certificate of the client's connection counts in any step.
   *
   * @return whether it does
   */
  public boolean takeCertificates() {
    return takesCertificates;
  }

  private boolean anyPresents(EdgeRequest request) {
    for (Step step : steps) {
      for (NamedAuthenticator named : step.alternatives) {
        if (!named.authenticator().presents(request).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * One challenge for each scheme that the route accepts. An error is told only by the one that
   * refused.
   *
   * @param refusal why the request was refused, or null where it has no credential
   * @param refusedBy the authenticator that refused, or null: then all tell the error
   * @return the values of {@code WWW-Authenticate}
   */
  public List<String> challenges(@Nullable Refusal refusal, @Nullable String refusedBy) {
    Map<String, String> byScheme = new LinkedHashMap<>();
    for (Step step : steps) {
      for (NamedAuthenticator named : step.alternatives) {
        boolean told = refusedBy == null || refusedBy.equals(named.name());
        for (String challenge : named.authenticator().challenges(told ? refusal : null)) {
          if (told) {
            byScheme.put(scheme(challenge), challenge);
          } else {
            byScheme.putIfAbsent(scheme(challenge), challenge);
          }
        }
      }
    }
    return List.copyOf(byScheme.values());
  }

  private static String scheme(String challenge) {
    int space = challenge.indexOf(' ');
    return space < 0 ? challenge : challenge.substring(0, space);
  }

  private static List<HeaderField> join(List<HeaderField> some, List<HeaderField> more) {
    if (more.isEmpty()) {
      return some;
    }
    List<HeaderField> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
