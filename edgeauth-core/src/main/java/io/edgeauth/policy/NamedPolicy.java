package io.edgeauth.policy;

/**
 * A policy that routes find by its name when its jar is on the class path, without code that gives
 * it to a builder. Register it for {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.edgeauth.policy.NamedPolicy}, or in {@code provides} of its module.
 *
 * <p>Made once, when a route first names a policy that no builder was given; kept over changes of
 * the configuration.
 */
public interface NamedPolicy extends Policy {

  /**
   * The name by which routes call it.
   *
   * @return the same at every call, and another than all other policies on the class path have
   */
  String name();
}
