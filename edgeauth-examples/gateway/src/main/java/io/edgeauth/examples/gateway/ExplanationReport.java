package io.edgeauth.examples.gateway;

import io.edgeauth.http.HeaderField;
import io.edgeauth.http.Problem;
import io.edgeauth.http.QueryEdits;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.pipeline.Explanation;
import io.edgeauth.pipeline.Explanation.StageOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a decision about a typed request came about, for people and for programs. */
final class ExplanationReport {

  private final Explanation explanation;
  private final TypedRequest request;
  private final Decision decision;
  private final @Nullable String upstream;

  private ExplanationReport(
      Explanation explanation, TypedRequest request, Decision decision, @Nullable String upstream) {
    this.explanation = explanation;
    this.request = request;
    this.decision = decision;
    this.upstream = upstream;
  }

  static ExplanationReport of(
      Explanation explanation, TypedRequest request, @Nullable LiveSettings gateway) {
    Decision decision = explanation.decision();
    if (decision instanceof Decision.Delay delay) {
      delay.reservation().cancel();
      decision = delay.otherwise();
    }
    String upstream =
        gateway == null || !(decision instanceof Decision.Forward)
            ? null
            : upstream(gateway, request.rawPath());
    return new ExplanationReport(explanation, request, decision, upstream);
  }

  private static String upstream(LiveSettings gateway, String path) {
    Upstream upstream = gateway.now().gateway().upstreams().find(path);
    return upstream == null ? "none, the client gets 404" : upstream.origin().toString();
  }

  boolean isRejected() {
    return decision instanceof Decision.Reject;
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add("client " + (explanation.client() == null ? "unknown" : explanation.client()));
    for (StageOutcome stage : explanation.stages()) {
      String said = stage.detail().isEmpty() ? "" : ": " + stage.detail();
      lines.add(stage.stage() + (stage.passed() ? " passed" : " refused") + said);
    }
    if (decision instanceof Decision.Forward forward) {
      lines.add("forward");
      forward.headers().fields().forEach(field -> lines.add("  set " + line(field)));
      removedHeaders(forward).forEach(name -> lines.add("  remove " + name));
      removedParameters(forward).forEach(name -> lines.add("  remove from the query " + name));
      forward.responseHeaders().forEach(field -> lines.add("  answer " + line(field)));
      if (upstream != null) {
        lines.add("  upstream " + upstream);
      }
    } else if (decision instanceof Decision.Reject reject) {
      Problem problem = reject.problem();
      lines.add("reject " + problem.status() + " " + problem.title());
      reject.responseHeaders().forEach(field -> lines.add("  answer " + line(field)));
    } else if (decision instanceof Decision.Answer own) {
      lines.add("answer " + own.status());
      own.responseHeaders().forEach(field -> lines.add("  answer " + line(field)));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String line(HeaderField field) {
    return field.name() + ": " + field.value();
  }

  /** Names alone: what stands under them may be a credential. */
  private List<String> removedHeaders(Decision.Forward forward) {
    return request.headerNames().stream().filter(forward.headers()::removes).sorted().toList();
  }

  private List<String> removedParameters(Decision.Forward forward) {
    String query = request.rawQuery();
    return query == null
        ? List.of()
        : Arrays.stream(query.split("&", -1))
            .map(QueryEdits::name)
            .filter(forward.query()::removes)
            .distinct()
            .toList();
  }

  Map<String, Object> json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("decision", word());
    String client = explanation.client();
    if (client != null) {
      members.put("client", client);
    }
    if (decision instanceof Decision.Forward forward) {
      members.put("set-headers", json(forward.headers().fields()));
      members.put("removed-headers", removedHeaders(forward));
      members.put("removed-query", removedParameters(forward));
      members.put("response-headers", json(forward.responseHeaders()));
      if (upstream != null) {
        members.put("upstream", upstream);
      }
    } else if (decision instanceof Decision.Reject reject) {
      members.put("status", reject.problem().status());
      String detail = reject.problem().detail();
      if (detail != null) {
        members.put("detail", detail);
      }
      members.put("response-headers", json(reject.responseHeaders()));
    } else if (decision instanceof Decision.Answer own) {
      members.put("status", own.status());
      members.put("response-headers", json(own.responseHeaders()));
    }
    members.put("stages", explanation.stages().stream().map(ExplanationReport::json).toList());
    return members;
  }

  private String word() {
    if (decision instanceof Decision.Forward) {
      return "forward";
    }
    return decision instanceof Decision.Answer ? "answer" : "reject";
  }

  private static Map<String, Object> json(StageOutcome stage) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("stage", stage.stage());
    members.put("passed", stage.passed());
    members.put("detail", stage.detail());
    return members;
  }

  /** Every name with all of its lines: a refusal may challenge under several schemes. */
  private static Map<String, List<String>> json(List<HeaderField> fields) {
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (HeaderField field : fields) {
      members.computeIfAbsent(field.name(), name -> new ArrayList<>()).add(field.value());
    }
    return members;
  }
}
