package io.edgeauth.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resources that outlive a change of the configuration: key sets, stores, clients, caches.
 *
 * <p>Each is keyed by the record of its own settings. A new generation that takes an equal record
 * gets the resource that is there, with its state; one that takes another gets a new resource
 * beside the old. A resource is closed when the last generation that took it has ended. One that
 * was taken while another was opened is held by that other: a generation that finds the outer one
 * there never asks for the inner.
 *
 * <p>Generations are built by one thread at a time, between {@link #begin()} and {@link
 * Holder#built()}; they may end on any thread.
 */
public final class Leases implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Leases.class);

  private static final class Resource {
    private final AutoCloseable value;
    private final Map<Record, Resource> inner;
    private int holders;

    Resource(AutoCloseable value, Map<Record, Resource> inner) {
      this.value = value;
      this.inner = inner;
    }
  }

  /** What one generation holds. */
  public final class Holder implements AutoCloseable {

    private final Map<Record, Resource> held = new LinkedHashMap<>();

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
      end(this);
    }
  }

  private final Map<Record, Resource> resources = new HashMap<>();
  private final Set<Holder> holders = new LinkedHashSet<>();

  /** By whom the next resource is held: a generation, or a resource that is being opened. */
  private @Nullable Map<Record, Resource> taker;

  Leases() {}

  /**
   * Begins a generation: what is taken from now on is held by it.
   *
   * @return the holder of the new generation
   */
  public synchronized Holder begin() {
    Holder holder = new Holder();
    holders.add(holder);
    taker = holder.held;
    return holder;
  }

  private synchronized void endBuilding(Holder holder) {
    if (taker == holder.held) {
      taker = null;
    }
  }

  /**
   * Takes a resource for the generation that is being built, or for the resource that is being
   * opened.
   *
   * @param settings a record that says everything about the resource
   * @param open makes it where nobody has it, and may take others that it needs: they stay open as
   *     long as it does; must not block for long
   * @param <T> the resource's type, always the same for one type of settings
   * @return the resource; the leases close it
   * @throws IllegalStateException if no generation is being built
   */
  @SuppressWarnings("unchecked") // one type of settings always stands for one type of resource
  public synchronized <T extends AutoCloseable> T take(Record settings, Supplier<T> open) {
    Map<Record, Resource> holder = taker;
    if (holder == null) {
      throw new IllegalStateException("resources are taken while a generation is built");
    }
    Resource resource = resources.get(settings);
    if (resource == null) {
      resource = opened(open);
      resources.put(settings, resource);
    }
    if (holder.putIfAbsent(settings, resource) == null) {
      resource.holders++;
    }
    return (T) resource.value;
  }

  private Resource opened(Supplier<? extends AutoCloseable> open) {
    Map<Record, Resource> outer = taker;
    Map<Record, Resource> inner = new LinkedHashMap<>();
    taker = inner;
    try {
      return new Resource(open.get(), inner);
    } catch (RuntimeException e) {
      release(inner);
      throw e;
    } finally {
      taker = outer;
    }
  }

  private synchronized void end(Holder holder) {
    holders.remove(holder);
    endBuilding(holder);
    release(holder.held);
  }

  /** What was taken last goes first, and a resource before those that it needs. */
  private void release(Map<Record, Resource> held) {
    List<Map.Entry<Record, Resource>> entries = new ArrayList<>(held.entrySet());
    held.clear();
    Collections.reverse(entries);
    for (Map.Entry<Record, Resource> entry : entries) {
      Resource resource = entry.getValue();
      if (--resource.holders == 0) {
        resources.remove(entry.getKey());
        close(resource.value);
        release(resource.inner);
      }
    }
  }

  /** Closes everything that is still held. */
  @Override
  public synchronized void close() {
    List.copyOf(holders).forEach(this::end);
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
