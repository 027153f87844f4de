package io.edgeauth.config;

import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.HeaderEncoding;
import io.edgeauth.forward.HeaderMapping;
import io.edgeauth.forward.HeaderPreset;
import io.edgeauth.forward.IdentitySource;
import io.edgeauth.forward.ListFormat;
import io.edgeauth.http.HeaderName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code forward}. Used once. */
final class ForwardSection {

  private final Section section;

  ForwardSection(Section section) {
    this.section = section;
  }

  ForwardSettings read(int maxIdentityHeaders) {
    String requestIdHeader = requestIdHeader();
    ForwardSettings settings =
        new ForwardSettings(
            section.flag("keep-credentials", false),
            headers(requestIdHeader),
            section.choice("list", ListFormat.class, ListFormat.SPACE),
            section.choice("encoding", HeaderEncoding.class, HeaderEncoding.PERCENT),
            reserved(),
            requestIdHeader,
            maxIdentityHeaders);
    section.later("trust", "backends must be reachable through the gateway alone");
    section.end();
    return settings;
  }

  private List<HeaderMapping> headers(String requestIdHeader) {
    Set<String> written = new HashSet<>(Set.of(HeaderName.fold(requestIdHeader)));
    List<HeaderMapping> mappings = new ArrayList<>();
    Section headers = section.section("headers");
    if (headers == null) {
      mappings.addAll(ForwardSettings.DEFAULT_HEADERS);
      mappings.forEach(mapping -> written.add(HeaderName.fold(mapping.header())));
    } else {
      addWritten(headers, mappings, written);
    }
    addPresets(mappings, written);
    return mappings;
  }

  private static void addWritten(
      Section headers, List<HeaderMapping> mappings, Set<String> written) {
    for (String name : headers.keys()) {
      HeaderMapping mapping = header(headers, name);
      if (!written.add(HeaderName.fold(name))) {
        headers.problem(
            name,
            "written twice, here or as request-id, if _ and - are taken for the same (expected: names that differ)");
      } else if (mapping != null) {
        mappings.add(mapping);
      }
    }
    headers.end();
  }

  private void addPresets(List<HeaderMapping> mappings, Set<String> written) {
    for (HeaderPreset preset : section.several("presets").choices(HeaderPreset.class)) {
      for (HeaderMapping mapping : preset.headers()) {
        if (written.add(HeaderName.fold(mapping.header()))) {
          mappings.add(mapping);
        } else {
          section.problem(
              "presets",
              mapping.header()
                  + " is written by something else too (expected: each preset once, and its headers"
                  + " neither under headers nor as request-id)");
        }
      }
    }
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
    List<String> reserved = new ArrayList<>();
    for (String pattern : section.texts("reserved", ForwardSettings.DEFAULT_RESERVED)) {
      if (ForwardSettings.isReservable(pattern)) {
        reserved.add(pattern);
      } else {
        section.problem(
            "reserved",
            Shown.value(pattern) + " (expected: a header name, or the beginning of one and *)");
      }
    }
    return reserved;
  }

  private String requestIdHeader() {
    Section requestId = section.sectionOrEmpty("request-id");
    String header = requestId.text("header", ForwardSettings.DEFAULTS.requestIdHeader());
    if (!HeaderMapping.isFree(header)) {
      requestId.problem(
          "header",
          Shown.value(header)
              + " (expected: a header name that means nothing else, such as X-Request-Id)");
      header = ForwardSettings.DEFAULTS.requestIdHeader();
    }
    String trust = requestId.text("trust", "proxies");
    if (!trust.equals("proxies")) {
      requestId.problem("trust", Shown.value(trust) + " (expected: proxies)");
    }
    boolean defaults = !(section.node("headers") instanceof ConfigNode.Mapping);
    if (defaults && isDefaultIdentityHeader(header)) {
      requestId.problem(
          "header", Shown.value(header) + " is an identity header (expected: a name of its own)");
      header = ForwardSettings.DEFAULTS.requestIdHeader();
    }
    requestId.end();
    return header;
  }

  private static boolean isDefaultIdentityHeader(String name) {
    String folded = HeaderName.fold(name);
    return ForwardSettings.DEFAULT_HEADERS.stream()
        .anyMatch(mapping -> HeaderName.fold(mapping.header()).equals(folded));
  }
}
