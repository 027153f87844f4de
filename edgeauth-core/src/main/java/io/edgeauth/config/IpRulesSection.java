package io.edgeauth.config;

import io.edgeauth.network.Cidr;
import io.edgeauth.network.IpRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code ip-rules}, of all routes and of one. */
final class IpRulesSection {

  private IpRulesSection() {}

  /** The rules, or null where there are none. */
  static @Nullable IpRules read(Section owner, String key) {
    Section section = owner.section(key);
    if (section == null) {
      return null;
    }
    List<Cidr> allow = networks(section, "allow");
    List<Cidr> deny = networks(section, "deny");
    section.end();
    return IpRules.of(allow, deny);
  }

  static List<Cidr> networks(Section section, String key) {
    List<Cidr> networks = new ArrayList<>();
    for (String text : section.texts(key, List.of())) {
      try {
        networks.add(Cidr.parse(text));
      } catch (IllegalArgumentException e) {
        section.problem(key, String.valueOf(e.getMessage()));
      }
    }
    return networks;
  }
}
