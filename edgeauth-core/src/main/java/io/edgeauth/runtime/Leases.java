package io.edgeauth.runtime;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resources that outlive a change of the configuration: key sets, stores, clients, caches.
 *
 * <p>Each is keyed by the record of its own settings. A new generation that takes an equal record
 * gets the resource that is there, with its state; one that takes another gets a new resource
 * beside the old. A resource is closed when the last generation that took it has ended.
 *
 * <p>Generations are built by one thread at a time, between {@link #begin()} and {@link
 * Holder#built()}; they may end on any thread.
 */
public final class Leases implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Leases.class);

  private static final class Resource {
    private final AutoCloseable value;
    private int holders;

    Resource(AutoCloseable value) {
      this.value = value;
    }
  }

  /** What one generation holds. */
  public final class Holder implements AutoCloseable {

    private final Map<Object, Resource> held = new LinkedHashMap<>();

    private Holder() {}

    /** Ends the building of this generation: it takes nothing more. */
    public void built() {
      endBuilding(this);
    }

    /**
     * Lets go of everything that this generation took. Call it once, when its last request has
     * ended.
     */
    @Override
    public void close() {
      release(held);
    }
  }

  private final Map<Object, Resource> resources = new HashMap<>();
  private @Nullable Holder building;

  Leases() {}

  /**
   * Begins a generation: what is taken from now on is held by it.
   *
   * @return the holder of the new generation
   */
  public synchronized Holder begin() {
    Holder holder = new Holder();
    building = holder;
    return holder;
  }

  private synchronized void endBuilding(Holder holder) {
    if (building == holder) {
      building = null;
    }
  }

  /**
   * Takes a resource for the generation that is being built.
   *
   * @param settings a record that says everything about the resource
   * @param open makes it where no generation has it; must not block for long
   * @param <T> the resource's type, always the same for one type of settings
   * @return the resource; the leases close it
   * @throws IllegalStateException if no generation is being built
   */
  @SuppressWarnings("unchecked") // one type of settings always stands for one type of resource
  public synchronized <T extends AutoCloseable> T take(Record settings, Supplier<T> open) {
    if (building == null) {
      throw new IllegalStateException("resources are taken while a generation is built");
    }
    Holder holder = building;
    Resource resource = resources.get(settings);
    if (resource == null) {
      resource = new Resource(open.get()); // it may take others itself
      resources.put(settings, resource);
    }
    if (holder.held.putIfAbsent(settings, resource) == null) {
      resource.holders++;
    }
    return (T) resource.value;
  }

  private synchronized void release(Map<Object, Resource> held) {
    held.forEach(
        (settings, resource) -> {
          if (--resource.holders == 0) {
            resources.remove(settings);
            close(resource.value);
          }
        });
    held.clear();
  }

  /** Closes everything that is still held. */
  @Override
  public synchronized void close() {
    resources.values().forEach(resource -> close(resource.value));
    resources.clear();
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // Nobody can do anything about it, and the others are still to be closed.
      log.warn("closing {}", resource.getClass().getName(), e);
    }
  }
}
