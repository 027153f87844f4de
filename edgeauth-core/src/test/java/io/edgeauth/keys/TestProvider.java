package io.edgeauth.keys;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.List;

/** A provider that does all that is wanted, by the JDK; a test spoils one thing of it. */
final class TestProvider extends Provider {

  private static final long serialVersionUID = 1L;

  /** What it says of a signature, given what is right. */
  @FunctionalInterface
  interface Verdict {
    boolean on(boolean right) throws SignatureException;
  }

  TestProvider() {
    super("Test", "1.0", "a provider for tests");
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      if (algorithm.keyType() != JwsAlgorithm.KeyType.SECRET) {
        answers(algorithm, right -> right);
      }
    }
    for (String kind : List.of("RSA", "EC", "EdDSA")) {
      putService(new Part(this, "KeyFactory", kind, () -> new Factory(kind, true)));
    }
  }

  TestProvider answers(JwsAlgorithm algorithm, Verdict verdict) {
    String jca = algorithm.jca();
    putService(new Part(this, "Signature", jca, () -> new Verifying(jca, verdict)));
    return this;
  }

  TestProvider without(String type, String name) {
    removeService(getService(type, name));
    return this;
  }

  /** Its factory takes no key of a kind. */
  TestProvider refusingKeys(String kind) {
    putService(new Part(this, "KeyFactory", kind, () -> new Factory(kind, false)));
    return this;
  }

  /** Its signatures of an algorithm take no key. */
  TestProvider refusingKeys(JwsAlgorithm algorithm) {
    String jca = algorithm.jca();
    putService(new Part(this, "Signature", jca, () -> new Verifying(jca, null)));
    return this;
  }

  /** Itself as a candidate that finds nothing wrong with itself. */
  SignatureProvider.Candidate healthy() {
    return withFault(null);
  }

  SignatureProvider.Candidate withFault(String fault) {
    return new SignatureProvider.Candidate() {
      @Override
      public Provider provider() {
        return TestProvider.this;
      }

      @Override
      public String fault() {
        return fault;
      }
    };
  }

  private interface Maker {
    Object make() throws NoSuchAlgorithmException;
  }

  private static final class Part extends Service {

    private final Maker maker;

    Part(Provider provider, String type, String name, Maker maker) {
      super(provider, type, name, Part.class.getName(), null, null);
      this.maker = maker;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      return maker.make();
    }
  }

  private static final class Factory extends KeyFactorySpi {

    private final KeyFactory factory;
    private final boolean takes;

    Factory(String kind, boolean takes) throws NoSuchAlgorithmException {
      this.factory = KeyFactory.getInstance(kind);
      this.takes = takes;
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      if (!takes) {
        throw new InvalidKeySpecException("not such a key");
      }
      return factory.generatePublic(spec);
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> spec) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected Key engineTranslateKey(Key key) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Verifying extends SignatureSpi {

    private final Signature signature;
    private final Verdict verdict;

    Verifying(String jca, Verdict verdict) throws NoSuchAlgorithmException {
      this.signature = Signature.getInstance(jca);
      this.verdict = verdict;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      if (verdict == null) {
        throw new InvalidKeyException("not such a key");
      }
      signature.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineUpdate(byte content) throws SignatureException {
      signature.update(content);
    }

    @Override
    protected void engineUpdate(byte[] content, int offset, int length) throws SignatureException {
      signature.update(content, offset, length);
    }

    @Override
    protected byte[] engineSign() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected boolean engineVerify(byte[] bytes) throws SignatureException {
      boolean right;
      try {
        right = signature.verify(bytes);
      } catch (SignatureException e) {
        right = false;
      }
      return verdict.on(right);
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameters)
        throws InvalidAlgorithmParameterException {
      signature.setParameter(parameters);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }
}
