package io.edgeauth;

import io.edgeauth.policy.NamedPolicy;
import io.edgeauth.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The policies that routes may name: those that were given in code, then those on the class path.
 * The latter are looked for when a name is not among the first. Not for two threads at once.
 */
final class Policies {

  private final Map<String, Policy> given;
  private final @Nullable ClassLoader applications = Thread.currentThread().getContextClassLoader();
  private @Nullable Map<String, Policy> found;

  Policies(Map<String, Policy> given) {
    this.given = new LinkedHashMap<>(given);
  }

  /**
   * The policy of a name, or null.
   *
   * @throws ServiceConfigurationError if one on the class path cannot be made, or two have one name
   */
  @Nullable Policy find(String name) {
    Policy policy = given.get(name);
    return policy == null ? found().get(name) : policy;
  }

  /** All names, for whoever mistyped one. */
  List<String> names() {
    List<String> names = new ArrayList<>(given.keySet());
    names.addAll(found().keySet());
    return names;
  }

  private Map<String, Policy> found() {
    if (found == null) {
      Map<String, Policy> byName = new LinkedHashMap<>();
      for (NamedPolicy policy : ServiceLoader.load(NamedPolicy.class, applications)) {
        Policy other = byName.put(policy.name(), policy);
        if (other != null) {
          throw new ServiceConfigurationError(
              policy.name()
                  + " is the name of two policies on the class path: "
                  + other.getClass().getName()
                  + " and "
                  + policy.getClass().getName());
        }
      }
      found = byName;
    }
    return found;
  }

  /** What to tell of a policy on the class path that cannot be made. */
  static String whyNotLoaded(ServiceConfigurationError e) {
    return "policies on the class path: " + e.getMessage();
  }
}
