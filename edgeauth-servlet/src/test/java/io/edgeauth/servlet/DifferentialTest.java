package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.DecisionEvent;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.Ambiguity;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.servlet.Application.Settings;
import io.edgeauth.servlet.RawHttp.Answer;
import io.edgeauth.servlet.Site.Mappings;
import io.edgeauth.servlet.Site.Served;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * R01 to R13, R16 to R20, R23, R27: what a container served is what its policy lets a client have,
 * whatever the container made of the request. The judge is the path that the servlet saw, under
 * rules that are written a second time and know nothing of raw paths.
 */
final class DifferentialTest {

  private static final int AT_LEAST = 600;
  private static final int SITES = 3;
  private static final int REMEMBERED = 8;

  private static final RequestSettings STRICT = RequestSettings.DEFAULTS;
  private static final RequestSettings ALL_ALLOWED =
      new RequestSettings(16 * 1024, EnumSet.allOf(Ambiguity.class), true, null);

  private static TestIssuer issuer;
  private static String bearer;

  @BeforeAll
  static void start() {
    issuer = TestIssuer.start(Edge.KEY);
    bearer = "Authorization: Bearer " + TestToken.valid(issuer.issuer(), Edge.KEY).compact();
  }

  @AfterAll
  static void stop() {
    issuer.close();
  }

  /** Probes over one protocol, and their outcome. */
  private static final class Run {
    private final Site site;
    private final Function<Probe, Answer> client;
    private final List<String> faults = new ArrayList<>();
    private final Deque<String> history = new ArrayDeque<>();
    private int asked;
    private int answered;
    private int served;
    private int servedToUsers;

    Run(Site site, Function<Probe, Answer> client) {
      this.site = site;
      this.client = client;
    }

    void ask(Probe probe) {
      site.clear();
      asked++;
      Answer answer = client.apply(probe.numbered(asked));
      remember(probe.method() + " " + probe.target() + " got " + answer.status());
      answered += answer.status() == 0 ? 0 : 1;
      for (Served one : site.served()) {
        served++;
        servedToUsers += probe.hasCredential() ? 1 : 0;
        String fault = fault(probe, one);
        if (fault != null) {
          faults.add(fault + ": " + probe + " got " + answer.status() + ", " + one);
        }
      }
      boolean saysServed = answer.body().startsWith("served");
      if (saysServed && !answer.body().equals("served " + asked)) {
        faults.add("the answer to another request (" + answer.body() + "): " + history);
      } else if (saysServed && site.served().isEmpty()) {
        faults.add("served unseen: " + probe);
      }
    }

    /** What came before it tells which request confused a server. */
    private void remember(String exchange) {
      history.add(asked + " " + exchange);
      if (history.size() > REMEMBERED) {
        history.remove();
      }
    }

    private String fault(Probe probe, Served one) {
      String method = probe.isPreflight() ? "GET" : one.method();
      Rules.Rule rule = Rules.of(one.path(), method);
      if (rule == null) {
        return "served what no rule opens";
      }
      if (rule.isProtected() && !probe.isPreflight()) {
        if (!probe.hasCredential()) {
          return "served without a credential";
        }
        if (rule.access() == Rules.Access.ADMIN) {
          return "served to a user who is no admin";
        }
      }
      List<DecisionEvent> decisions =
          site.decisions().stream()
              .filter(decision -> decision.requestId().equals(one.requestId()))
              .toList();
      if (decisions.size() != 1
          || decisions.get(0).outcome() != DecisionEvent.Outcome.FORWARD
          || !rule.pattern().equals(decisions.get(0).route())) {
        return "not decided for " + rule.pattern() + " but " + decisions;
      }
      return null;
    }
  }

  private static Answer http2(RawHttp2 connection, Probe probe) {
    List<String> lines =
        probe.lines().stream().filter(line -> !line.startsWith("Connection:")).toList();
    return connection.send(probe.method(), probe.target(), lines.toArray(String[]::new));
  }

  private static void run(
      Container container, RequestSettings request, Settings settings, boolean http2) {
    int asked = 0;
    int answered = 0;
    int served = 0;
    int servedToUsers = 0;
    List<String> faults = new ArrayList<>();
    List<Probe> probes = Probes.all();
    int number = 0;
    for (Mappings mappings : Mappings.values()) {
      for (String contextPath : mappings == Mappings.PARTS ? List.of("", "/app") : List.of("")) {
        try (Site site = new Site(container, issuer, request, settings, mappings, contextPath);
            RawConnection plain = new RawConnection(site.port());
            RawHttp2 framed = new RawHttp2(site.port())) {
          Run run =
              new Run(
                  site,
                  http2
                      ? probe -> http2(framed, probe)
                      : probe -> plain.send(probe.method(), probe.target(), probe.lines()));
          for (int i = 0; i < probes.size(); i++) {
            Probe probe = probes.get(i).below(contextPath);
            if (!probe.isPlain() && i % SITES != number) {
              continue; // each is tried on one of the sites; together they see every trick often
            }
            run.ask(probe);
            if (probe.isPlain() || i % 5 == 0) {
              run.ask(probe.with(bearer));
            }
          }
          number++;
          asked += run.asked;
          answered += run.answered;
          served += run.served;
          servedToUsers += run.servedToUsers;
          faults.addAll(run.faults);
        }
      }
    }
    assertThat(faults).isEmpty();
    assertThat(answered).as("of %s probes", asked).isGreaterThanOrEqualTo(AT_LEAST);
    assertThat(served).as("what is served to somebody").isGreaterThan(asked / 20);
    assertThat(servedToUsers).as("what is served to users").isGreaterThan(asked / 40);
  }

  @EveryContainer
  void http1_nothingAmbiguousAllowed_policyHolds(Container container) {
    run(container, STRICT, Settings.USUAL, false);
  }

  @EveryContainer
  void http2_nothingAmbiguousAllowed_policyHolds(Container container) {
    run(container, STRICT, Settings.USUAL, true);
  }

  @EveryContainer
  void http1_allAmbiguousAllowed_policyHolds(Container container) {
    run(container, ALL_ALLOWED, Settings.USUAL, false);
  }

  @EveryContainer
  void http2_allAmbiguousAllowed_policyHolds(Container container) {
    run(container, ALL_ALLOWED, Settings.USUAL, true);
  }

  @EveryContainer
  void http1_allAmbiguousAllowedAndContainerLenient_policyHolds(Container container) {
    run(container, ALL_ALLOWED, Settings.LENIENT, false);
  }

  @EveryContainer
  void http2_allAmbiguousAllowedAndContainerLenient_policyHolds(Container container) {
    run(container, ALL_ALLOWED, Settings.LENIENT, true);
  }
}
