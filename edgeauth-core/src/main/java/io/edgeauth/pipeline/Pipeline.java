package io.edgeauth.pipeline;

import io.edgeauth.event.DecisionEvent;
import io.edgeauth.event.DecisionEvent.Outcome;
import io.edgeauth.forward.Forwarding;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.identity.Identity;
import io.edgeauth.network.IpAddress;
import io.edgeauth.pipeline.Explanation.StageOutcome;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.RouteTable;
import io.edgeauth.runtime.EdgeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides requests, one after another through all stages. Immutable; many threads run it at once.
 * Blocks where an authenticator or an exchange of tokens does. Nothing that a request does makes it
 * throw: a bug refuses the request with 500.
 */
public final class Pipeline {

  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  private static final int MAX_FRAMES = 40;

  private final List<Stage> stages;
  private final Forwarding forwarding;
  private final Problem.Format format;
  private final Set<Reason> declared;
  private final @Nullable LimitHeaders limitHeaders;
  private final EdgeRuntime runtime;

  private Pipeline(
      List<Stage> stages,
      Forwarding forwarding,
      Problem.Format format,
      Set<Reason> declared,
      @Nullable LimitHeaders limitHeaders,
      EdgeRuntime runtime) {
    this.stages = stages;
    this.forwarding = forwarding;
    this.format = format;
    this.declared = Set.copyOf(declared);
    this.limitHeaders = limitHeaders;
    this.runtime = runtime;
  }

  /**
   * Puts the stages together.
   *
   * @param entry what is asked of every request
   * @param table the routes
   * @param compiled the same routes in the same order, with what their names stand for
   * @param invalidation where tokens are forgotten, or null
   * @param forwarding what the backend receives
   * @param format how refusals are written
   * @param declared the reasons that events may tell; another is told as {@code reason-undeclared},
   *     so that metrics stay bounded
   * @param limiting what counts, or null where no limit is configured
   * @param runtime time, and who is told
   * @return the pipeline
   */
  public static Pipeline of(
      EntrySettings entry,
      RouteTable table,
      List<CompiledRoute> compiled,
      @Nullable Invalidation invalidation,
      Forwarding forwarding,
      Problem.Format format,
      Set<Reason> declared,
      @Nullable Limiting limiting,
      EdgeRuntime runtime) {
    LimitCalls limits = limiting == null ? null : new LimitCalls(limiting, runtime);
    List<RouteLimits.Named> unmatched = limiting == null ? List.of() : limiting.unmatched();
    List<Stage> stages = new ArrayList<>();
    stages.add(new FormStage(entry.request().allowAmbiguous()));
    stages.add(new AddressStage(entry, forwarding));
    if (invalidation != null) {
      int maxCredentialLength = entry.request().maxCredentialLength();
      stages.add(
          new EndpointStage(
              List.of(new InvalidationEndpoint(invalidation, maxCredentialLength)), limits));
    }
    stages.add(
        new RouteStage(
            table, List.copyOf(compiled), entry.request().preflightPasses(), !unmatched.isEmpty()));
    if (limits != null) {
      stages.add(new EarlyLimitStage(limits, unmatched));
    }
    stages.add(new AuthenticateStage(limits));
    stages.add(new AuthoriseStage());
    if (limits != null) {
      stages.add(new IdentityLimitStage(limits));
    }
    stages.add(new ForwardStage(forwarding));
    LimitHeaders headers =
        limiting == null ? null : new LimitHeaders(limiting.settings(), runtime.clock());
    return new Pipeline(List.copyOf(stages), forwarding, format, declared, headers, runtime);
  }

  /**
   * Decides a request and tells the listeners, at once or when its wait has ended.
   *
   * @param request the request
   * @param counted by what the client's request was counted already: nothing, unless it is decided
   *     again for another target
   * @return what is to be done
   */
  public Decision decide(EdgeRequest request, CountedLimits counted) {
    long began = runtime.ticker().read();
    Exchange exchange = new Exchange(request, counted, forwarding.newRequestId(), false);
    return proceed(exchange, began);
  }

  /** Runs the stages that are left. */
  private Decision proceed(Exchange exchange, long began) {
    Rejection rejection = run(exchange, null);
    Waiting waiting = exchange.waiting();
    if (waiting != null && rejection == null) {
      exchange.waiting(null);
      return waiting.begin(
          refusal(exchange, waiting.refusal()),
          () -> proceed(exchange, began),
          () -> tell(exchange, waiting.refusal(), began));
    }
    Decision decision = decision(exchange, rejection);
    tell(exchange, rejection, began);
    return decision;
  }

  private void tell(Exchange exchange, @Nullable Rejection rejection, long began) {
    runtime.events().publish(event(exchange, rejection, began));
  }

  /**
   * Decides a request and tells how, but no listener.
   *
   * @param request the request
   * @return the decision and what each stage said
   */
  public Explanation explain(EdgeRequest request) {
    Exchange exchange = new Exchange(request, new CountedLimits(), forwarding.newRequestId(), true);
    List<StageOutcome> outcomes = new ArrayList<>();
    Rejection rejection = run(exchange, outcomes);
    return new Explanation(decision(exchange, rejection), clientOf(exchange), outcomes);
  }

  /**
   * Refuses a request that cannot be decided, in the form and with an id like all others. No
   * listener is told.
   *
   * @param status an HTTP status
   * @param headers what the answer has besides
   * @return what is to be answered
   */
  public Decision.Reject refuse(int status, List<HeaderField> headers) {
    HeaderField id = forwarding.newRequestId();
    Problem problem = new Problem(status, Problem.titleOf(status), null, id.value(), format);
    return new Decision.Reject(problem, with(id, headers, List.of()));
  }

  private @Nullable Rejection run(Exchange exchange, @Nullable List<StageOutcome> outcomes) {
    while (exchange.next() < stages.size() && exchange.waiting() == null) {
      Stage stage = stages.get(exchange.next());
      exchange.next(exchange.next() + 1);
      if (stage.isShadowable() && exchange.shadowed() != null) {
        if (outcomes != null) {
          outcomes.add(new StageOutcome(stage.name(), true, "not asked"));
        }
        continue;
      }
      Rejection rejection = run(stage, exchange);
      boolean shadowed = rejection != null && stage.isShadowable() && exchange.isOnShadowRoute();
      if (outcomes != null) {
        outcomes.add(outcome(stage, rejection, shadowed, exchange.takeNotes()));
      }
      if (rejection == null) {
        if (exchange.answer() != null) {
          return null;
        }
        continue;
      }
      if (!shadowed) {
        return rejection;
      }
      exchange.shadowed(rejection, stage.leavesIdentity());
    }
    return null;
  }

  /**
   * Whatever a stage throws is a bug that a client may have found, in our code or in somebody's
   * policy: a stack that overflows or a class that is missing no less than an exception.
   */
  private static @Nullable Rejection run(Stage stage, Exchange exchange) {
    try {
      return stage.run(exchange);
    } catch (Throwable e) {
      log.error(
          "request {} failed in stage {}: {}", exchange.requestId(), stage.name(), traceOf(e));
      return new Rejection(Reasons.INTERNAL_ERROR, null);
    }
  }

  /** Where it happened, without the message: somebody's code may quote a credential in it. */
  private static String traceOf(Throwable e) {
    StringBuilder trace = new StringBuilder(e.getClass().getName());
    StackTraceElement[] frames = e.getStackTrace();
    for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
      trace.append("\n\tat ").append(frames[i]);
    }
    return e.getCause() == null || e.getCause() == e
        ? trace.toString()
        : trace.append("\ncaused by ").append(e.getCause().getClass().getName()).toString();
  }

  private static StageOutcome outcome(
      Stage stage, @Nullable Rejection rejection, boolean shadowed, String notes) {
    if (rejection == null) {
      return new StageOutcome(stage.name(), true, notes);
    }
    String why = rejection.reason().status() + " " + rejection.reason().code();
    String detail = rejection.detail() == null ? rejection.advice() : rejection.detail();
    String told = detail == null ? why : why + ": " + detail;
    return new StageOutcome(stage.name(), shadowed, shadowed ? "shadow, else " + told : told);
  }

  private Decision decision(Exchange exchange, @Nullable Rejection rejection) {
    Forwarding.Edits edits = exchange.edits();
    HeaderField id = exchange.requestIdField();
    Exchange.Answer answer = exchange.answer();
    if (rejection == null && answer != null) {
      List<HeaderField> headers = new ArrayList<>(exchange.responseHeaders());
      headers.addAll(answer.headers());
      return new Decision.Answer(
          answer.status(), with(id, headers, limitHeaders(exchange)), answer.body());
    }
    if (rejection == null && edits != null) {
      return new Decision.Forward(
          exchange.identity(),
          edits.headers(),
          edits.query(),
          with(id, exchange.responseHeaders(), limitHeaders(exchange)));
    }
    return refusal(
        exchange, rejection == null ? new Rejection(Reasons.INTERNAL_ERROR, null) : rejection);
  }

  private Decision.Reject refusal(Exchange exchange, Rejection reject) {
    int status = reject.reason().status();
    Problem problem =
        new Problem(
            status,
            Problem.titleOf(status),
            reject.advice(),
            exchange.requestId(),
            format,
            reject.violatedPolicies());
    return new Decision.Reject(
        problem, with(exchange.requestIdField(), reject.headers(), limitHeaders(exchange)));
  }

  private List<HeaderField> limitHeaders(Exchange exchange) {
    return limitHeaders == null ? List.of() : limitHeaders.of(exchange.counted().states());
  }

  private static List<HeaderField> with(
      HeaderField id, List<HeaderField> headers, List<HeaderField> limits) {
    if (headers.isEmpty() && limits.isEmpty()) {
      return List.of(id);
    }
    List<HeaderField> all = new ArrayList<>(headers.size() + limits.size() + 1);
    all.addAll(headers);
    all.addAll(limits);
    all.add(id);
    return List.copyOf(all);
  }

  private Reason told(Reason reason) {
    return declared.contains(reason) ? reason : new Reason("reason-undeclared", reason.status());
  }

  private @Nullable String detail(Rejection rejection) {
    return declared.contains(rejection.reason()) ? rejection.detail() : rejection.reason().code();
  }

  /**
   * The client's address, and before that is known the peer's, in the form in which all are told.
   */
  private static @Nullable String clientOf(Exchange exchange) {
    IpAddress client = exchange.client().addressOrNull();
    if (client != null) {
      return client.toString();
    }
    String peer = exchange.request().peerAddress();
    IpAddress address = peer == null ? null : IpAddress.parse(peer);
    return address == null ? peer : address.toString();
  }

  private DecisionEvent event(Exchange exchange, @Nullable Rejection rejection, long began) {
    Identity identity = exchange.verified();
    CompiledRoute route = exchange.route();
    Rejection shadowed = exchange.shadowed();
    Rejection why = rejection == null ? shadowed : rejection;
    return new DecisionEvent(
        runtime.clock().instant(),
        exchange.requestId(),
        exchange.request().method(),
        exchange.request().rawPath(),
        clientOf(exchange),
        route == null ? null : route.route().pattern(),
        identity.methods(),
        identity.subject(),
        identity.client(),
        outcome(exchange, rejection),
        why == null ? null : told(why.reason()),
        why == null ? null : detail(why),
        Duration.ofNanos(runtime.ticker().read() - began));
  }

  private static Outcome outcome(Exchange exchange, @Nullable Rejection rejection) {
    if (rejection != null) {
      return Outcome.REJECT;
    }
    if (exchange.answer() != null) {
      return Outcome.ANSWER;
    }
    return exchange.shadowed() == null ? Outcome.FORWARD : Outcome.SHADOW;
  }
}
