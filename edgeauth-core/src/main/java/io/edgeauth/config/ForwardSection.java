package io.edgeauth.config;

import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.HeaderEncoding;
import io.edgeauth.forward.HeaderMapping;
import io.edgeauth.forward.IdentitySource;
import io.edgeauth.forward.ListFormat;
import io.edgeauth.http.HeaderName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code forward}. Used once. */
final class ForwardSection {

  private final Section section;

  ForwardSection(Section section) {
    this.section = section;
  }

  ForwardSettings read(int maxIdentityHeaders) {
    ForwardSettings settings =
        new ForwardSettings(
            section.flag("keep-credentials", false),
            headers(),
            section.choice("list", ListFormat.class, ListFormat.SPACE),
            section.choice("encoding", HeaderEncoding.class, HeaderEncoding.PERCENT),
            reserved(),
            requestIdHeader(),
            maxIdentityHeaders);
    section.later("presets", "name the headers yourself");
    section.later("trust", "backends must be reachable through the gateway alone");
    section.later("token-exchange", "the backend gets identity headers");
    section.end();
    return settings;
  }

  private List<HeaderMapping> headers() {
    Section headers = section.section("headers");
    if (headers == null) {
      return ForwardSettings.DEFAULT_HEADERS;
    }
    List<HeaderMapping> mappings = new ArrayList<>();
    for (String name : headers.keys()) {
      HeaderMapping mapping = header(headers, name);
      if (mapping != null) {
        mappings.add(mapping);
      }
    }
    headers.end();
    return mappings;
  }

  private static @Nullable HeaderMapping header(Section headers, String name) {
    ListFormat list = null;
    String source;
    if (headers.node(name) instanceof ConfigNode.Mapping) {
      Section header = headers.sectionOrEmpty(name);
      source = header.requiredText("source");
      list = header.has("list") ? header.choice("list", ListFormat.class, ListFormat.SPACE) : null;
      header.end();
    } else {
      source = headers.requiredText(name);
    }
    if (source.isEmpty()) {
      return null;
    }
    try {
      return new HeaderMapping(name, IdentitySource.parse(source), list);
    } catch (IllegalArgumentException e) {
      headers.problem(name, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private List<String> reserved() {
    List<String> reserved = section.texts("reserved", ForwardSettings.DEFAULT_RESERVED);
    for (String name : reserved) {
      String plain = name.endsWith("*") ? name.substring(0, name.length() - 1) : name;
      if (!HeaderName.isToken(plain) || plain.contains("*")) {
        section.problem(
            "reserved",
            Shown.text(name) + " (expected: a header name, or the beginning of one and *)");
      }
    }
    return reserved;
  }

  private String requestIdHeader() {
    Section requestId = section.sectionOrEmpty("request-id");
    String header = requestId.text("header", ForwardSettings.DEFAULTS.requestIdHeader());
    if (!HeaderName.isToken(header)) {
      requestId.problem(
          "header", Shown.text(header) + " (expected: a header name such as X-Request-Id)");
    }
    String trust = requestId.text("trust", "proxies");
    if (!trust.equals("proxies")) {
      requestId.problem("trust", Shown.text(trust) + " (expected: proxies)");
    }
    requestId.end();
    return header;
  }
}
