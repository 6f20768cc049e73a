/** Tests only: records that the Python package cryptography 48.0.0 made, as the old system did. They hold nothing of worth. */
export const LEGACY_MASTER_KEY = 'yMnKy8zNzs_Q0dLT1NXW19jZ2tvc3d7f4OHi4-Tl5uc=';
export const LEGACY_PASSPHRASE = 'correct horse battery staple';
export const LEGACY_SALT = 'tuxedo-agent-accounts';

export type LegacySample = {
  how: 'stretched' | 'direct' | 'passphrase';
  plain: 'strkey' | 'raw' | 'hex';
  legacyUserId: string;
  publicKey: string;
  token: string;
};

export const LEGACY_SAMPLES: LegacySample[] = [
  {
    how: 'stretched',
    plain: 'strkey',
    legacyUserId: 'user_0abc',
    publicKey: 'GAIH7WEREXYYP7GH6TPACUKR2CWWFPXW7TBA7NB2V5TXD7FTK4RLGRRM',
    token:
      'gAAAAABlU_EAnxb4jRIJLdhiFVEXnGcNtAs4TMf5Ittu9r5hFnMDg2XMn8SlZRaBtQi7bum03gG1oQrWUZ3nHV5hEVlZ8zgT0LtoLhRbqR2SKvtx2QZgOYwZyNZLzMSbW7JvdRlnBCBf3Ccvr7lxnEQGUK5qSZF8qw==',
  },
  {
    how: 'direct',
    plain: 'strkey',
    legacyUserId: 'user_1abc',
    publicKey: 'GCU6SRCBNBG7F6CMMZCNRNTHEWLWR5VIAK2D4GE7NYB4FMHBJL3STXKA',
    token:
      'gAAAAABlU_EBnPSwa4Nlvr7snXSiU_66bIxY3RxH9D11BMFY68smElF0PtPx9jeWibhAe67S1AA7RX8csHa3W6MIJO1tEEvOM0pWstWhdfq-pK5Vk6nn9DVxM311HQEtXf6mzWfWX_zYcxP8ItuNrciTByp8CGDlfw==',
  },
  {
    how: 'stretched',
    plain: 'raw',
    legacyUserId: 'user_2abc',
    publicKey: 'GCFGNGZ6IFZBL6MMBM7XXWZ2D4V47JR3WYRWJ7TQOGNIOHKS6RCF4335',
    token:
      'gAAAAABlU_ECyqM82HCQp2bAED3CkG5qIMrGM97nEWjqpDePuEI3cUKE2D_wW8RY5VKRGzHcT2qEvPiz4qHm4QgXUTDWTr35RbyW-50YuDBZ39sTv_M2DXTWtqrGJ1CQfq3ThiSzUfTz',
  },
  {
    how: 'direct',
    plain: 'hex',
    legacyUserId: 'user_3abc',
    publicKey: 'GCFKUISUCYDZZNVCRGX2RPL2E32XCTODIRYL4VXBTGQSQFZGTQTIMW3X',
    token:
      'gAAAAABlU_ED9c_7z4ATSiqPJuI69nuSAcedQWJy6zofldQTeqxetPWNTQ9SNXeu5QH1Zx7Mi08IGLbNtbSOEtEcUiDdWDqLwk_Yl58Kn7eFdmHHBkjSLdGg97yU8qmCllylI-gJsz75X6AeI61FkbTc1YOTuKrSOm2WD_hWFePkmGd-u7swZkM=',
  },
  {
    how: 'passphrase',
    plain: 'strkey',
    legacyUserId: 'user_4abc',
    publicKey: 'GCC64KNKOS6QCQ7XR7HESCMIAGW2JLR2GKRAZWW6D56NGIONKUSLRQG4',
    token:
      'gAAAAABlU_EEMTXsfXN9wmg0w2p51RoFcZFWUPNE2KESOL0HodQy0DO0bMvamWlxoR3dPieBpmA1TaY4NsxuBwV4JvqYqk9CjAMJX6byWawdgryIrjF05t34GfY55MR5_noSzzTRlaZqgI7bkkoK5aP9qqr6jIyydA==',
  },
];
