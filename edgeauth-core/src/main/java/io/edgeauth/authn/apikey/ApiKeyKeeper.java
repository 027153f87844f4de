package io.edgeauth.authn.apikey;

/** An authenticator whose keys can be managed. {@code EdgeAuth.apiKeys} finds it by its name. */
public interface ApiKeyKeeper {

  /**
   * Issues, finds, rotates and revokes its keys.
   *
   * @return the same at every call
   */
  ApiKeys keys();
}
