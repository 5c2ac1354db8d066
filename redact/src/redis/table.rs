//! Made from `redact/data/redis-commands.tsv` by
//! `REDIS_TABLE=write cargo test -p db-redact --test redis table`. Changes by hand are lost.

use super::command::{Command, Traits, command};
use super::program::Step::{Choice, Field, Halves, Key, Options, Secret, Shown, Unplaced, Value};
use super::program::{Branch, MANY, Step, branches, counted, repeat, steps, text, word};

/// The bytes of the longest name.
pub(super) const LONGEST_NAME: usize = 43;

/// Where in [`ORDER`] each bucket begins, and the last one ends.
pub(super) static BUCKETS: [u16; 1025] = [
    0, 1, 3, 5, 5, 5, 6, 6, 7, 8, 8, 8, 9, 9, 10, 10, 10, 11, 11, 12, 12, 13, 13, 13,
    15, 15, 15, 15, 16, 17, 17, 18, 19, 20, 20, 22, 22, 22, 22, 23, 23, 24, 27, 29, 29, 30, 31, 31,
    32, 32, 32, 32, 33, 34, 34, 35, 37, 38, 38, 40, 43, 43, 48, 49, 50, 50, 51, 55, 55, 55, 55, 55,
    56, 56, 56, 56, 58, 58, 60, 60, 60, 60, 60, 61, 61, 61, 62, 66, 67, 68, 68, 70, 71, 71, 71, 71,
    71, 73, 73, 74, 75, 76, 77, 77, 77, 77, 79, 80, 81, 82, 84, 84, 86, 88, 89, 89, 91, 92, 93, 94,
    94, 95, 96, 98, 98, 98, 99, 100, 101, 103, 103, 105, 106, 107, 109, 111, 111, 111, 113, 113, 113, 113, 113, 117,
    118, 118, 118, 118, 120, 122, 123, 124, 126, 126, 126, 127, 127, 127, 127, 127, 127, 127, 128, 130, 130, 130, 130, 132,
    132, 133, 134, 135, 136, 137, 137, 137, 137, 138, 139, 140, 140, 140, 140, 140, 142, 143, 145, 147, 147, 147, 149, 151,
    151, 152, 152, 152, 152, 154, 155, 157, 159, 160, 161, 161, 162, 162, 162, 164, 165, 166, 167, 168, 171, 173, 174, 176,
    176, 176, 176, 177, 177, 177, 177, 178, 179, 179, 180, 181, 182, 182, 182, 182, 182, 182, 183, 183, 183, 184, 185, 185,
    185, 186, 187, 187, 187, 188, 189, 189, 189, 190, 190, 190, 190, 190, 193, 193, 193, 193, 194, 196, 196, 200, 200, 201,
    203, 203, 203, 204, 206, 207, 209, 210, 210, 211, 212, 212, 214, 215, 216, 217, 221, 222, 223, 223, 224, 224, 225, 225,
    228, 230, 230, 230, 230, 230, 231, 232, 233, 235, 235, 235, 236, 236, 236, 237, 237, 238, 238, 239, 241, 242, 242, 244,
    244, 244, 244, 245, 246, 249, 250, 251, 252, 253, 253, 253, 254, 255, 257, 258, 259, 261, 262, 263, 263, 264, 265, 265,
    265, 266, 266, 266, 267, 267, 268, 269, 270, 270, 271, 274, 277, 277, 277, 277, 277, 279, 280, 280, 281, 281, 281, 282,
    282, 283, 283, 283, 283, 283, 283, 285, 286, 288, 288, 288, 288, 288, 290, 291, 292, 292, 292, 293, 293, 293, 293, 296,
    296, 297, 299, 299, 300, 300, 300, 301, 301, 301, 302, 303, 304, 304, 305, 305, 305, 306, 306, 306, 306, 308, 308, 308,
    309, 309, 310, 310, 311, 314, 314, 314, 316, 316, 319, 319, 319, 321, 326, 327, 327, 328, 328, 328, 329, 329, 329, 329,
    330, 331, 331, 331, 331, 332, 332, 332, 332, 334, 334, 334, 335, 335, 335, 337, 338, 339, 340, 341, 342, 343, 343, 343,
    344, 344, 344, 345, 347, 347, 347, 347, 347, 350, 350, 350, 351, 352, 353, 353, 353, 355, 355, 356, 357, 359, 359, 359,
    359, 360, 363, 363, 363, 363, 363, 363, 363, 363, 363, 364, 364, 364, 365, 365, 365, 369, 369, 370, 370, 370, 370, 372,
    372, 372, 372, 373, 373, 373, 374, 374, 376, 376, 377, 377, 377, 377, 377, 378, 379, 379, 380, 381, 382, 384, 384, 386,
    386, 387, 387, 388, 388, 388, 388, 390, 391, 391, 391, 391, 392, 392, 392, 394, 395, 396, 397, 397, 397, 399, 400, 402,
    402, 402, 404, 405, 405, 405, 405, 406, 408, 409, 410, 411, 411, 411, 411, 411, 411, 412, 412, 413, 413, 413, 413, 414,
    415, 415, 416, 416, 416, 417, 418, 419, 419, 421, 423, 423, 423, 424, 424, 424, 425, 427, 427, 428, 428, 428, 429, 429,
    430, 430, 432, 432, 433, 434, 434, 434, 435, 435, 435, 435, 437, 438, 439, 440, 440, 441, 441, 441, 441, 441, 441, 442,
    442, 442, 442, 442, 442, 443, 446, 446, 446, 446, 446, 446, 446, 447, 447, 447, 447, 447, 449, 449, 449, 449, 449, 449,
    450, 450, 450, 450, 451, 452, 452, 453, 455, 455, 456, 458, 458, 460, 463, 463, 463, 464, 464, 465, 466, 468, 468, 468,
    468, 469, 472, 472, 474, 475, 476, 477, 477, 478, 478, 480, 482, 483, 483, 483, 485, 485, 485, 485, 486, 486, 486, 486,
    487, 487, 488, 488, 488, 488, 488, 489, 489, 490, 492, 493, 493, 494, 494, 496, 498, 498, 498, 498, 499, 499, 499, 501,
    503, 505, 505, 506, 507, 507, 508, 509, 509, 510, 512, 512, 512, 512, 513, 513, 513, 514, 515, 516, 516, 516, 516, 517,
    518, 520, 520, 520, 521, 522, 522, 523, 524, 526, 526, 527, 527, 527, 527, 527, 527, 529, 529, 530, 532, 532, 533, 534,
    535, 536, 536, 536, 536, 536, 537, 538, 538, 538, 538, 538, 538, 539, 539, 540, 541, 542, 542, 543, 543, 545, 545, 548,
    548, 548, 548, 548, 548, 548, 548, 548, 549, 549, 549, 549, 549, 549, 549, 549, 550, 550, 551, 552, 553, 554, 554, 554,
    555, 555, 556, 556, 557, 557, 557, 557, 558, 558, 558, 558, 559, 559, 560, 562, 562, 562, 563, 564, 564, 566, 566, 566,
    566, 567, 567, 568, 570, 570, 570, 571, 571, 571, 571, 571, 572, 573, 573, 573, 573, 573, 573, 573, 573, 574, 576, 576,
    576, 577, 579, 580, 580, 582, 582, 585, 585, 585, 585, 586, 586, 586, 586, 587, 587, 588, 588, 589, 590, 591, 591, 591,
    592, 594, 594, 594, 595, 595, 596, 596, 598, 599, 600, 600, 602, 602, 602, 602, 602, 603, 603, 603, 603, 603, 603, 604,
    605, 605, 605, 606, 607, 607, 607, 607, 608, 610, 610, 612, 612, 613, 616, 618, 618, 619, 620, 621, 621, 621, 621, 622,
    623, 623, 624, 624, 626, 626, 626, 626, 627, 627, 629, 629, 630, 630, 630, 631, 631, 631, 631, 631, 632, 633, 634, 634,
    634, 634, 635, 635, 636, 637, 637, 639, 640, 642, 642, 642, 643, 643, 643, 643, 644, 645, 645, 647, 647, 649, 650, 651,
    652, 654, 654, 655, 658, 659, 659, 659, 660, 661, 662, 664, 664, 665, 667, 667, 667, 668, 671, 672, 674, 674, 674, 675,
    675, 677, 679, 679, 679, 682, 682, 682, 684, 684, 685, 685, 686, 686, 687, 687, 688,
];

/// The commands' indexes, by bucket.
pub(super) static ORDER: [u16; 688] = [
    365, 280, 670, 181, 503, 577, 314, 229, 90, 614, 484, 24, 6, 93, 569, 416, 110, 89, 657, 631, 451, 588, 607, 136,
    197, 296, 510, 29, 118, 131, 676, 134, 164, 68, 684, 261, 573, 35, 548, 645, 45, 540, 641, 36, 43, 339, 434, 571,
    215, 628, 168, 84, 159, 230, 312, 300, 226, 683, 227, 323, 336, 612, 302, 592, 610, 617, 245, 17, 81, 256, 228, 94,
    490, 531, 4, 351, 160, 19, 557, 177, 493, 172, 252, 464, 515, 626, 237, 459, 101, 31, 180, 7, 307, 638, 142, 656,
    86, 170, 575, 50, 203, 130, 161, 214, 389, 680, 242, 361, 567, 438, 603, 79, 148, 111, 147, 377, 415, 71, 52, 355,
    129, 173, 421, 270, 207, 591, 292, 82, 354, 453, 149, 618, 674, 322, 606, 428, 10, 211, 201, 599, 289, 527, 186, 288,
    512, 209, 369, 30, 647, 589, 608, 678, 441, 465, 558, 333, 430, 340, 463, 257, 329, 9, 143, 600, 362, 47, 414, 649,
    509, 613, 615, 158, 350, 402, 104, 154, 37, 67, 476, 55, 113, 279, 507, 587, 586, 91, 246, 188, 393, 486, 42, 272,
    378, 34, 487, 663, 331, 364, 442, 666, 271, 80, 344, 92, 54, 146, 199, 274, 598, 539, 593, 144, 644, 677, 634, 659,
    137, 18, 392, 460, 541, 381, 128, 315, 376, 3, 342, 552, 121, 366, 217, 151, 85, 224, 413, 584, 338, 445, 508, 49,
    319, 247, 466, 596, 258, 179, 112, 236, 547, 555, 371, 1, 611, 253, 193, 359, 511, 332, 281, 115, 262, 525, 431, 265,
    391, 353, 671, 114, 192, 97, 560, 311, 559, 643, 63, 138, 200, 198, 673, 171, 64, 327, 105, 157, 456, 294, 346, 682,
    178, 590, 152, 538, 667, 96, 576, 651, 496, 468, 609, 662, 542, 56, 205, 153, 420, 475, 325, 412, 11, 472, 99, 53,
    156, 446, 204, 570, 243, 404, 411, 235, 637, 124, 169, 397, 477, 489, 57, 488, 448, 183, 73, 418, 450, 521, 39, 554,
    556, 424, 639, 681, 303, 210, 301, 529, 565, 241, 499, 72, 401, 505, 491, 636, 537, 330, 390, 234, 117, 21, 23, 141,
    98, 240, 544, 238, 305, 102, 398, 549, 633, 352, 277, 407, 419, 467, 216, 284, 76, 334, 580, 408, 425, 444, 276, 513,
    74, 582, 306, 269, 196, 295, 189, 324, 83, 602, 60, 48, 483, 69, 337, 233, 458, 585, 447, 605, 661, 640, 139, 686,
    263, 452, 185, 417, 107, 219, 202, 145, 395, 679, 630, 126, 533, 440, 461, 2, 620, 88, 664, 462, 15, 27, 403, 604,
    174, 498, 504, 386, 457, 166, 165, 100, 32, 479, 485, 125, 225, 399, 109, 16, 345, 239, 675, 436, 87, 206, 471, 308,
    212, 532, 349, 594, 59, 70, 255, 502, 44, 368, 426, 583, 495, 62, 182, 286, 481, 658, 184, 374, 367, 535, 213, 528,
    384, 581, 348, 28, 40, 370, 266, 123, 494, 119, 108, 405, 373, 625, 232, 624, 616, 648, 422, 38, 221, 127, 601, 167,
    385, 254, 41, 520, 400, 514, 291, 650, 546, 25, 410, 14, 655, 619, 208, 629, 278, 668, 578, 437, 8, 482, 480, 249,
    439, 561, 46, 449, 470, 665, 563, 51, 623, 517, 595, 341, 394, 543, 551, 150, 534, 106, 260, 518, 545, 357, 347, 103,
    13, 317, 251, 223, 516, 429, 78, 61, 388, 621, 190, 58, 26, 316, 195, 506, 12, 382, 244, 501, 313, 622, 120, 523,
    220, 66, 530, 162, 135, 328, 492, 566, 568, 259, 335, 231, 646, 310, 687, 536, 77, 293, 519, 574, 360, 396, 632, 562,
    176, 326, 500, 175, 474, 155, 275, 406, 432, 672, 20, 116, 526, 194, 478, 669, 642, 660, 75, 380, 455, 550, 375, 321,
    387, 473, 383, 267, 654, 358, 497, 363, 133, 443, 287, 524, 379, 268, 318, 522, 297, 423, 191, 140, 564, 95, 685, 298,
    309, 290, 273, 320, 356, 409, 469, 435, 572, 635, 579, 5, 218, 222, 0, 65, 163, 132, 454, 652, 187, 299, 553, 304,
    282, 283, 22, 248, 250, 33, 433, 122, 285, 343, 427, 597, 372, 627, 653, 264,
];

/// All names and words: one may be a part of another.
pub(super) static TEXT: &str = concat!(
    "ACLACL CATACL DELUSERACL DRYRUNACL GENPASSACL GETUSERACL HELPACL LISTACL LOADACL LOGRESETACL SAVEACL",
    " SETUSERACL USERSACL WHOAMIAPPENDARCOUNTARDELARDELRANGEARGETARGETRANGEARGREPEXACTMATCHGLOBANDORLIMIT",
    "WITHVALUESNOCASEARINFOFULLARINSERTARLASTITEMSREVARLENARMGETARMSETARNEXTAROPSUMMINMAXXORUSEDARRINGARS",
    "CANARSEEKARSETASKINGAUTHBACKUPBACKUP ABORTBACKUP CLEANUPBACKUP HELPBACKUP LISTBACKUP SEALBACKUP STAR",
    "TBACKUP STATUSBF.ADDBF.CARDBF.DEBUGBF.EXISTSBF.INFOCAPACITYSIZEFILTERSEXPANSIONBF.INSERTERRORNOCREAT",
    "ENONSCALINGBF.LOADCHUNKBF.MADDBF.MEXISTSBF.RESERVEBF.SCANDUMPBGREWRITEAOFBGSAVESCHEDULEBITCOUNTBYTEB",
    "ITFIELDOVERFLOWWRAPSATFAILINCRBYBITFIELD_ROBITOPNOTDIFFDIFF1ONEBITPOSBLMOVELEFTRIGHTBLMOVEMOBOBULKEX",
    "ACTLYBLMPOPBLPOPBRPOPBRPOPLPUSHBZMPOPBZPOPMAXBZPOPMINCF.ADDCF.ADDNXCF.COMPACTCF.COUNTCF.DEBUGCF.DELC",
    "F.EXISTSCF.INFOCF.INSERTCF.INSERTNXCF.LOADCHUNKCF.MEXISTSCF.RESERVEBUCKETSIZEMAXITERATIONSCF.SCANDUM",
    "PCLIENTCLIENT CACHINGYESCLIENT GETNAMECLIENT GETREDIRCLIENT HELPCLIENT IDCLIENT INFOCLIENT KILLTYPEN",
    "ORMALMASTERSLAVEREPLICAPUBSUBADDRLADDRSKIPMEMAXAGECLIENT LISTCLIENT NO-EVICTOFFCLIENT NO-TOUCHCLIENT",
    " PAUSEALLCLIENT REPLYCLIENT SETINFOLIB-NAMELIB-VERCLIENT SETNAMECLIENT TRACKINGREDIRECTPREFIXBCASTOP",
    "TINOPTOUTNOLOOPCLIENT TRACKINGINFOCLIENT UNBLOCKTIMEOUTCLIENT UNPAUSECLUSTERCLUSTER ADDSLOTSCLUSTER ",
    "ADDSLOTSRANGECLUSTER BUMPEPOCHCLUSTER COUNT-FAILURE-REPORTSCLUSTER COUNTKEYSINSLOTCLUSTER DELSLOTSCL",
    "USTER DELSLOTSRANGECLUSTER FAILOVERFORCETAKEOVERCLUSTER FLUSHSLOTSCLUSTER FORGETCLUSTER GETKEYSINSLO",
    "TCLUSTER HELPCLUSTER INFOCLUSTER KEYSLOTCLUSTER LINKSCLUSTER MEETCLUSTER MIGRATIONIMPORTCANCELCLUSTE",
    "R MYIDCLUSTER MYSHARDIDCLUSTER NODESCLUSTER REPLICASCLUSTER REPLICATECLUSTER RESETSOFTCLUSTER SAVECO",
    "NFIGCLUSTER SET-CONFIG-EPOCHCLUSTER SETSLOTIMPORTINGMIGRATINGSTABLECLUSTER SHARDSCLUSTER SLAVESCLUST",
    "ER SLOT-STATSORDERBYCLUSTER SLOTSCLUSTER SYNCSLOTSRDBCHANNELSNAPSHOT-EOFSTREAM-EOFCMS.INCRBYCMS.INFO",
    "CMS.INITBYDIMCMS.INITBYPROBCMS.MERGEWEIGHTSCMS.QUERYCOMMANDCOMMAND COUNTCOMMAND DOCSCOMMAND GETKEYSC",
    "OMMAND GETKEYSANDFLAGSCOMMAND HELPCOMMAND INFOCOMMAND LISTFILTERBYMODULEACLCATPATTERNCONFIG GETCONFI",
    "G HELPCONFIG RESETSTATCONFIG REWRITECONFIG SETCOPYREPLACEDBSIZEDECRDECRBYDELEXIFEQIFNEIFDEQIFDNEDIGE",
    "STDISCARDECHOEVALEVALSHAEVALSHA_ROEVAL_ROEXECEXPIREGTEXPIREATEXPIRETIMEFCALLFCALL_ROFLUSHALLASYNCFLU",
    "SHDBFT.ADDFT.AGGREGATEVERBATIM*GROUPBYREDUCECOUNT_DISTINCTCOUNT_DISTINCTISHAVGSTDDEVQUANTILETOLISTFI",
    "RST_VALUERANDOM_SAMPLECOLLECTSORTBYAPPLYWITHCURSORMAXIDLEPARAMSDIALECTFT.ALIASADDFT.ALIASDELFT.ALIAS",
    "LISTFT.ALIASUPDATEFT.ALTERSKIPINITIALSCANSCHEMAFT.CONFIGFT.CONFIG GETFT.CONFIG HELPFT.CONFIG SETFT.C",
    "REATEHASHJSONINDEXALLENABLEDISABLELANGUAGELANGUAGE_FIELDSCORESCORE_FIELDPAYLOAD_FIELDMAXTEXTFIELDSTE",
    "MPORARYNOOFFSETSNOHLNOFIELDSNOFREQSSTOPWORDSTAGNUMERICGEOGEOSHAPEVECTORWITHSUFFIXTRIEINDEXEMPTYINDEX",
    "MISSINGSORTABLEUNFNOINDEXFT.CURSORFT.CURSOR DELFT.CURSOR GCFT.CURSOR READFT.DELFT.DICTADDFT.DICTDELF",
    "T.DICTDUMPFT.DROPFT.DROPINDEXFT.EXPLAINFT.EXPLAINCLIFT.GETFT.HYBRIDSEARCHSCORERYIELD_SCORE_ASVSIMKNN",
    "EF_RUNTIMESHARD_K_RATIORADIUSEPSILONCOMBINERRFCONSTANTWINDOWLINEARALPHABETANOSORTEXPLAINSCOREFORMATP",
    "OLICYADHOCBATCHESBATCH_SIZEFT.INFOFT.MGETFT.PROFILELIMITEDFT.SAFEADDFT.SEARCHNOCONTENTNOSTOPWORDSWIT",
    "HSCORESWITHPAYLOADSWITHSORTKEYSGEOFILTERKMINKEYSINFIELDSRETURNSUMMARIZEFRAGSSEPARATORHIGHLIGHTTAGSSL",
    "OPINORDEREXPANDERFT.SPELLCHECKDISTANCETERMSINCLUDEEXCLUDEFT.SUGADDFT.SUGDELFT.SUGGETFUZZYFT.SUGLENFT",
    ".SYNADDFT.SYNDUMPFT.SYNUPDATEFT.TAGVALSFT._ALIASADDIFNXFT._ALIASDELIFXFT._ALTERIFNXFT._CREATEIFNXFT.",
    "_DROPIFXFT._DROPINDEXIFXFT._LISTFUNCTIONFUNCTION DELETEFUNCTION DUMPFUNCTION FLUSHFUNCTION HELPFUNCT",
    "ION KILLFUNCTION LISTLIBRARYNAMEWITHCODEFUNCTION LOADFUNCTION RESTOREFUNCTION STATSGEOADDGEODISTGEOH",
    "ASHGEOPOSGEORADIUSWITHCOORDWITHDISTWITHHASHANYSTOREDISTGEORADIUSBYMEMBERGEORADIUSBYMEMBER_ROGEORADIU",
    "S_ROGEOSEARCHFROMMEMBERFROMLONLATBYRADIUSBYBOXGEOSEARCHSTOREGETBITGETDELGETEXPXEXATPXATPERSISTGETSET",
    "HDELHELLOHEXISTSHEXPIREHEXPIREATHEXPIRETIMEHGETHGETALLHGETDELHGETEXHIMPORTHIMPORT DISCARDHIMPORT DIS",
    "CARDALLHIMPORT PREPAREHIMPORT SETHINCRBYHINCRBYFLOATHKEYSHLENHMGETHMSETHOTKEYSHOTKEYS GETHOTKEYS HEL",
    "PHOTKEYS RESETHOTKEYS STARTMETRICSCPUNETDURATIONHOTKEYS STOPHPERSISTHPEXPIREHPEXPIREATHPEXPIRETIMEHP",
    "TTLHRANDFIELDHSCANNOVALUESHSETHSETEXFXXKEEPTTLHSETNXHSTRLENHTTLHVALSINCREXBYINTSATURATELBOUNDUBOUNDE",
    "NXJSON.ARRAPPENDJSON.ARRINDEXJSON.ARRINSERTJSON.ARRLENJSON.ARRPOPSTRINGSEXPAND1JSON.ARRTRIMJSON.CLEA",
    "RJSON.DEBUGJSON.DEBUG HELPJSON.DEBUG MEMORYJSON.DELJSON.FORGETJSON.GETINDENTNEWLINESPACEJSON.MERGEBS",
    "ONJSON.MGETJSON.MSETJSON.NUMINCRBYJSON.NUMMULTBYJSON.NUMPOWBYJSON.OBJKEYSJSON.OBJLENJSON.RESPJSON.SE",
    "TFPHABF16FP16FP32FP64JSON.STRAPPENDJSON.STRLENJSON.TOGGLEJSON.TYPELASTSAVELATENCYLATENCY DOCTORLATEN",
    "CY GRAPHLATENCY HELPLATENCY HISTOGRAMLATENCY HISTORYLATENCY LATESTLATENCY RESETLCSIDXMINMATCHLENWITH",
    "MATCHLENLINDEXLINSERTBEFOREAFTERLOLWUTVERSIONLPOSRANKMAXLENLPUSHXLREMLSETLTRIMMEMORY DOCTORMEMORY HE",
    "LPMEMORY MALLOC-STATSMEMORY PURGEMEMORY STATSMEMORY USAGESAMPLESMIGRATEAUTH2MODULE HELPMODULE LISTMO",
    "DULE LOADMODULE LOADEXARGSMODULE UNLOADMONITORMSETEXMSETNXMULTIOBJECTOBJECT ENCODINGOBJECT FREQOBJEC",
    "T HELPOBJECT IDLETIMEOBJECT REFCOUNTPFADDPFCOUNTPFDEBUGPFMERGEPFSELFTESTPINGPSETEXPSUBSCRIBEPSYNCPUB",
    "LISHPUBSUB CHANNELSPUBSUB HELPPUBSUB NUMPATPUBSUB NUMSUBPUBSUB SHARDCHANNELSPUBSUB SHARDNUMSUBPUNSUB",
    "SCRIBEQUITRANDOMKEYREADONLYREADWRITERENAMERENAMENXREPLCONFREPLICAOFABSTTLRESTORE-ASKINGROLERPUSHRPUS",
    "HXSCRIPTSCRIPT DEBUGSCRIPT EXISTSSCRIPT FLUSHSCRIPT HELPSCRIPT KILLSCRIPT LOADSDIFFSDIFFCARDSDIFFSTO",
    "RESEARCH.CLUSTERINFOSEARCH.CLUSTERREFRESHSEARCH.CLUSTERSETSELECTSENTINELSENTINEL CKQUORUMSENTINEL CO",
    "NFIGSENTINEL DEBUGSENTINEL FAILOVERSENTINEL FLUSHCONFIGSENTINEL GET-MASTER-ADDR-BY-NAMESENTINEL HELP",
    "SENTINEL INFO-CACHESENTINEL IS-MASTER-DOWN-BY-ADDRSENTINEL MASTERSENTINEL MASTERSSENTINEL MONITORSEN",
    "TINEL MYIDSENTINEL PENDING-SCRIPTSSENTINEL REMOVESENTINEL REPLICASSENTINEL RESETSENTINEL SENTINELSSE",
    "NTINEL SETSENTINEL SLAVESSETBITSETRANGESHUTDOWNNOSAVENOWSINTERSINTERCARDSINTERSTORESISMEMBERSLAVEOFS",
    "LOWLOGSLOWLOG GETSLOWLOG HELPSLOWLOG LENSLOWLOG RESETSMISMEMBERSMOVESORT_ROSPOPSPUBLISHSRANDMEMBERSR",
    "EMSSCANSSUBSCRIBESUBSTRSUNIONSUNIONCARDAPPROXSUNIONSTORESUNSUBSCRIBESWAPDBTDIGEST.ADDTDIGEST.BYRANKT",
    "DIGEST.BYREVRANKTDIGEST.CDFTDIGEST.CREATECOMPRESSIONTDIGEST.INFOTDIGEST.MAXTDIGEST.MERGEOVERRIDETDIG",
    "EST.MINTDIGEST.QUANTILETDIGEST.RANKTDIGEST.RESETTDIGEST.REVRANKTDIGEST.TRIMMED_MEANTIMESERIES.CLUSTE",
    "RSETTIMESERIES.REFRESHCLUSTERTOPK.ADDTOPK.COUNTTOPK.INCRBYTOPK.INFOTOPK.LISTWITHCOUNTTOPK.QUERYTOPK.",
    "RESERVETRIMSLOTSTS.ADDRETENTIONCOMPRESSEDUNCOMPRESSEDCHUNK_SIZEDUPLICATE_POLICYON_DUPLICATEIGNORELAB",
    "ELSTS.ALTERTS.CREATETS.CREATERULEAGGREGATIONSTD.PSTD.SVAR.PVAR.STWACOUNTNANCOUNTALLTS.DECRBYTIMESTAM",
    "PTS.DELTS.DELETERULETS.GETTS.INCRBYTS.INFOTS.MADDTS.MGETWITHLABELSSELECTED_LABELSTS.MRANGEFILTER_BY_",
    "TSFILTER_BY_VALUEALIGNBUCKETTIMESTAMPMID+~EXCLUDEEMPTYTS.MREVRANGETS.NRANGETS.NREVRANGETS.QUERYINDEX",
    "TS.QUERYLABELSTS.RANGETS.READMAX_COUNTTS.REVRANGEUNLINKUNWATCHVADDNOQUANTQ8SETATTRVCARDVDIMVEMBRAWVG",
    "ETATTRVINFOVISMEMBERVLINKSVRANDMEMBERVREMVSETATTRWITHATTRIBSFILTER-EFTRUTHNOTHREADWAITWAITAOFXACKXAC",
    "KDELKEEPREFDELREFACKEDXADDNOMKSTREAMIDMPAUTO=MINIDXAUTOCLAIMJUSTIDXCFGSETIDMP-DURATIONIDMP-MAXSIZEXC",
    "LAIMRETRYCOUNTLASTIDXDELXDELEXXGROUPXGROUP CREATE$ENTRIESREADXGROUP CREATECONSUMERXGROUP DELCONSUMER",
    "XGROUP DESTROYXGROUP HELPXGROUP SETIDXIDMPRECORDXINFOXINFO CONSUMERSXINFO GROUPSXINFO HELPXINFO STRE",
    "AMXNACKSILENTFATALXPENDINGXRANGEXREADMAXCOUNTSTREAMSXREADGROUPNOACKXREVRANGEXSETIDENTRIESADDEDMAXDEL",
    "ETEDIDXTRIMZADDZCARDZCOUNTZDIFFZDIFFSTOREZINCRBYZINTERZINTERCARDZINTERSTOREZLEXCOUNTZMSCOREZRANDMEMB",
    "ERZRANGEBYSCOREBYLEXZRANGEBYLEXZRANGESTOREZRANKZREMZREMRANGEBYLEXZREMRANGEBYRANKZREMRANGEBYSCOREZREV",
    "RANGEZREVRANGEBYLEXZREVRANGEBYSCOREZREVRANKZSCANZSCOREZUNIONZUNIONSTORE_FT.CONFIG_FT.CONFIG GET_FT.C",
    "ONFIG HELP_FT.CONFIG SET_FT.DEBUG_FT.DEBUG BG_SCAN_CONTROLLER_FT.DEBUG CLEAR_PENDING_TOPOLOGY_FT.DEB",
    "UG COORD_THREADS_FT.DEBUG DELETE_LOCAL_COORD_CURSORS_FT.DEBUG DELETE_LOCAL_CURSORS_FT.DEBUG DISK_FLU",
    "SH_FT.DEBUG DISK_IO_CONTROL_FT.DEBUG DOCIDTOID_FT.DEBUG DOCINFO_FT.DEBUG DUMP_DELETED_IDS_FT.DEBUG D",
    "UMP_GEOMIDX_FT.DEBUG DUMP_HNSW_FT.DEBUG DUMP_INVIDX_FT.DEBUG DUMP_NUMIDX_FT.DEBUG DUMP_NUMIDXTREE_FT",
    ".DEBUG DUMP_PHONETIC_HASH_FT.DEBUG DUMP_PREFIX_TRIE_FT.DEBUG DUMP_SCHEMA_FT.DEBUG DUMP_SUFFIX_TRIE_F",
    "T.DEBUG DUMP_TAGIDX_FT.DEBUG DUMP_TERMS_FT.DEBUG FT.AGGREGATE_FT.DEBUG FT.HYBRID_FT.DEBUG FT.PROFILE",
    "_FT.DEBUG FT.SEARCH_FT.DEBUG GC_CLEAN_NUMERIC_FT.DEBUG GC_CONTINUE_SCHEDULE_FT.DEBUG GC_FORCEBGINVOK",
    "E_FT.DEBUG GC_FORCEINVOKE_FT.DEBUG GC_STOP_SCHEDULE_FT.DEBUG GC_WAIT_FOR_JOBS_FT.DEBUG GET_HIDE_USER",
    "_DATA_FROM_LOGS_FT.DEBUG GET_MAX_DOC_ID_FT.DEBUG GIT_SHA_FT.DEBUG HELP_FT.DEBUG IDTODOCID_FT.DEBUG I",
    "NDEXER_SLEEP_BEFORE_YIELD_MICROS_FT.DEBUG INDEXES_FT.DEBUG INFO_FT.DEBUG INFO_TAGIDX_FT.DEBUG INVIDX",
    "_SUMMARY_FT.DEBUG NUMIDX_SUMMARY_FT.DEBUG PAUSE_TOPOLOGY_UPDATER_FT.DEBUG QUERY_CONTROLLER_FT.DEBUG ",
    "REGISTER_TEST_SCORERS_FT.DEBUG RESUME_TOPOLOGY_UPDATER_FT.DEBUG SET_MAX_INDEXES_FT.DEBUG SET_MONITOR",
    "_EXPIRATION_FT.DEBUG SHARD_CONNECTION_STATES_FT.DEBUG SPEC_INVIDXES_INFO_FT.DEBUG TTL_FT.DEBUG TTL_E",
    "XPIRE_FT.DEBUG TTL_PAUSE_FT.DEBUG VECSIM_INFO_FT.DEBUG VECSIM_MOCK_TIMEOUT_FT.DEBUG WORKERS_FT.DEBUG",
    " YIELDS_COUNTER_FT.DEBUG _FT.AGGREGATE_FT.DEBUG _FT.HYBRID_FT.DEBUG _FT.PROFILE_FT.DEBUG _FT.SEARCH",
);

/// All steps: those of one command, and those inside of another step, stand together.
pub(super) static STEPS: [Step; 565] = [
    Value, repeat(steps(0, 1), 1, 0, false), Secret, Value,
    Value, repeat(steps(2, 1), 1, 0, false), Choice(branches(0, 1), steps(0, 1)), Key,
    Value, Key, repeat(steps(0, 1), 1, 0, false), Key,
    repeat(steps(3, 2), 2, 0, false), Key, Value, Value,
    Key, Value, Value, Options(branches(1, 9), 0),
    Key, Options(branches(10, 1), 0), Key, Value,
    Options(branches(11, 1), 0), Unplaced, Key, Value,
    Value, Choice(branches(12, 8), steps(25, 1)), Key, Value,
    repeat(steps(0, 1), 1, 0, false), Key, Value, Value,
    Options(branches(20, 1), 0), Secret, Secret, Key,
    Options(branches(21, 5), 0), Key, Options(branches(26, 6), 0), Key,
    Value, Value, Options(branches(32, 2), 0), Options(branches(34, 1), 0),
    Key, Value, Value, Options(branches(35, 2), 0),
    Choice(branches(37, 3), steps(0, 1)), Value, Value, Value,
    Key, Options(branches(40, 4), 0), Key, Options(branches(40, 1), 0),
    Choice(branches(44, 8), steps(0, 1)), Key, repeat(steps(7, 1), 1, 0, true), Key,
    Value, Value, Value, Options(branches(35, 2), 0),
    Key, Key, Choice(branches(52, 2), steps(0, 1)), Choice(branches(52, 2), steps(0, 1)),
    Value, Value, Choice(branches(54, 2), steps(0, 1)), Key,
    Key, Choice(branches(52, 2), steps(0, 1)), Choice(branches(52, 2), steps(0, 1)), Value,
    Options(branches(56, 2), 0), Value, counted(steps(7, 1), 1, true), Choice(branches(52, 2), steps(0, 1)),
    Options(branches(58, 1), 0), repeat(steps(7, 1), 1, 1, false), Value, Key,
    Key, Value, Value, counted(steps(7, 1), 1, true),
    Choice(branches(13, 2), steps(0, 1)), Options(branches(58, 1), 0), Key, Options(branches(59, 3), 0),
    Key, Value, Options(branches(62, 3), 0), Choice(branches(65, 2), steps(0, 1)),
    Choice(branches(67, 5), steps(0, 1)), Options(branches(72, 7), 0), Value, Choice(branches(79, 4), steps(0, 1)),
    Options(branches(83, 2), 0), Choice(branches(85, 2), steps(0, 1)), Value, Options(branches(87, 2), 0),
    Choice(branches(89, 3), steps(0, 1)), Choice(branches(92, 2), steps(25, 1)), Choice(branches(85, 2), steps(0, 1)), Options(branches(94, 6), 0),
    Value, Options(branches(100, 2), 0), Options(branches(102, 2), 0), Choice(branches(104, 2), steps(25, 1)),
    Choice(branches(106, 3), steps(25, 1)), Options(branches(109, 2), 0), Value, Choice(branches(111, 4), steps(25, 1)),
    Value, Options(branches(115, 3), 0), Choice(branches(118, 2), steps(25, 1)), Value,
    repeat(steps(3, 2), 2, 0, false), repeat(steps(0, 1), 1, 0, true), repeat(steps(0, 1), 1, 0, false), Choice(branches(120, 7), steps(25, 1)),
    Key, counted(steps(7, 1), 1, false), Options(branches(127, 1), 0), Choice(branches(128, 3), steps(25, 1)),
    Options(branches(131, 1), 0), Value, Secret, repeat(steps(133, 2), 2, 0, false),
    Key, Key, Options(branches(132, 2), 0), Key,
    Options(branches(134, 4), 0), Value, counted(steps(7, 1), 1, true), repeat(steps(0, 1), 1, 0, false),
    Key, Value, Options(branches(138, 4), 0), Value,
    Value, Options(branches(102, 1), 0), Options(branches(142, 3), 0), Options(branches(145, 2), 0),
    counted(steps(0, 1), 1, false), Choice(branches(147, 1), steps(152, 1)), Options(branches(148, 14), 0), counted(steps(0, 1), 1, false),
    Options(branches(162, 1), 0), counted(steps(0, 1), 1, false), Options(branches(163, 1), 0), Value,
    Choice(branches(164, 1), steps(25, 1)), Options(branches(165, 2), 0), Value, Value,
    Options(branches(167, 11), 0), Value, Options(branches(178, 3), 0), Choice(branches(181, 2), steps(0, 1)),
    Choice(branches(183, 2), steps(0, 1)), Options(branches(185, 1), 0), Value, Options(branches(186, 12), 0),
    repeat(steps(170, 2), 1, 0, false), Value, Options(branches(198, 18), 0), Value,
    Value, Options(branches(58, 1), 0), Value, Options(branches(216, 1), 0),
    Value, Value, Options(branches(217, 1), 0), Value,
    Options(branches(218, 2), 0), Value, Options(branches(220, 4), 0), Value,
    Options(branches(224, 3), 0), Value, Value, Options(branches(227, 3), 0),
    Value, Options(branches(230, 3), 0), Value, Choice(branches(233, 1), steps(25, 1)),
    Value, Options(branches(234, 3), 0), Choice(branches(237, 2), steps(25, 1)), Value,
    Options(branches(239, 2), 0), Choice(branches(241, 2), steps(0, 1)), Value, Value,
    Options(branches(243, 2), 0), Value, Options(branches(245, 14), 0), Value,
    Choice(branches(259, 3), steps(0, 1)), Options(branches(262, 2), 0), Value, Value,
    Value, Value, Choice(branches(264, 4), steps(0, 1)), Options(branches(268, 4), 0),
    Options(branches(272, 2), 0), Value, Value, Options(branches(274, 25), 0),
    Value, repeat(steps(0, 1), 1, 0, true), Choice(branches(299, 2), steps(25, 1)), Value,
    Value, Options(branches(301, 3), 0), Key, Value,
    Value, Options(branches(304, 2), 0), Key, Value,
    Options(branches(306, 4), 0), Value, Value, Options(branches(178, 1), 1),
    repeat(steps(0, 1), 1, 0, false), Options(branches(310, 2), 0), Options(branches(312, 1), 1), Value,
    Value, Options(branches(313, 3), 0), Key, Options(branches(316, 3), 3),
    repeat(steps(53, 3), 3, 0, false), Key, Value, Value,
    Options(branches(319, 4), 0), Value, Options(branches(323, 1), 0), Key,
    Value, Value, Value, Choice(branches(319, 4), steps(0, 1)),
    Options(branches(324, 8), 0), Key, Value, Value,
    Choice(branches(319, 4), steps(0, 1)), Options(branches(324, 8), 0), Key, Value,
    Value, Choice(branches(319, 4), steps(0, 1)), Options(branches(324, 6), 0), Key,
    Value, Value, Value, Choice(branches(319, 4), steps(0, 1)),
    Options(branches(324, 6), 0), Key, Options(branches(332, 10), 0), Key,
    Key, Options(branches(342, 8), 0), Key, Options(branches(350, 5), 0),
    Field, Key, repeat(steps(280, 1), 1, 0, false), Value,
    Options(branches(355, 2), 0), Key, Field, counted(steps(280, 1), 1, false),
    Key, Value, Options(branches(357, 5), 0), Key,
    Choice(branches(362, 1), steps(25, 1)), Key, Options(branches(363, 6), 0), Value,
    repeat(steps(280, 1), 1, 0, false), Key, Field, Value,
    Key, repeat(steps(298, 2), 2, 0, false), Options(branches(369, 7), 0), Key,
    Value, Options(branches(376, 1), 0), Key, Value,
    Options(branches(377, 3), 0), counted(steps(298, 2), 2, false), Key, Options(branches(380, 8), 0),
    Key, Options(branches(388, 11), 0), Key, Value,
    Value, Value, Value, Key,
    Value, Value, repeat(steps(0, 1), 1, 0, false), Choice(branches(399, 3), steps(0, 1)),
    Key, Options(branches(402, 1), 0), Value, Value,
    Choice(branches(403, 3), steps(0, 1)), Key, Options(branches(406, 4), 0), repeat(steps(0, 1), 1, 0, false),
    Choice(branches(410, 3), steps(0, 1)), Key, Value, Value,
    Options(branches(413, 1), 0), repeat(steps(13, 3), 3, 0, true), Choice(branches(414, 4), steps(0, 1)), Key,
    Value, Value, Options(branches(418, 4), 0), Key,
    Key, Options(branches(422, 4), 0), Key, Choice(branches(426, 2), steps(0, 1)),
    Value, Value, Key, Key,
    Choice(branches(52, 2), steps(0, 1)), Choice(branches(52, 2), steps(0, 1)), Options(branches(56, 2), 0), Options(branches(428, 1), 0),
    Key, Value, Options(branches(429, 3), 0), Key,
    Options(branches(432, 1), 0), Shown, Value, Key,
    Value, Value, Options(branches(433, 5), 0), repeat(steps(133, 2), 2, 0, true),
    Value, Options(branches(438, 2), 0), repeat(steps(7, 2), 2, 0, true), counted(steps(7, 2), 2, true),
    Options(branches(440, 7), 0), Choice(branches(51, 1), steps(25, 1)), Choice(branches(447, 1), steps(3, 2)), Key,
    Value, Value, Options(branches(448, 4), 0), Value,
    Options(branches(452, 3), 0), Choice(branches(455, 3), steps(0, 1)), counted(steps(7, 1), 1, true), Options(branches(20, 1), 0),
    Value, repeat(steps(133, 2), 2, 0, false), Key, Value,
    Options(branches(458, 12), 0), Options(branches(470, 5), 0), Key, Options(branches(475, 7), 0),
    Key, Options(branches(475, 6), 0), Key, Value,
    Options(branches(377, 2), 0), counted(steps(7, 1), 1, true), Options(branches(482, 2), 0), Key,
    Options(branches(484, 1), 0), Key, counted(steps(7, 1), 1, true), Options(branches(485, 2), 0),
    Key, Options(branches(487, 1), 0), counted(steps(3, 2), 2, false), Choice(branches(488, 1), steps(25, 1)),
    Choice(branches(489, 2), steps(0, 1)), Choice(branches(491, 6), steps(0, 1)), Key, Value,
    Value, Options(branches(497, 7), 0), Key, Options(branches(504, 5), 0),
    Key, Options(branches(509, 6), 0), Choice(branches(515, 15), steps(0, 1)), Value,
    Key, Key, Choice(branches(530, 1), steps(25, 1)), Value,
    Key, Value, Options(branches(531, 7), 0), Key,
    Options(branches(538, 1), 0), Key, Options(branches(539, 1), 0), Options(branches(540, 4), 0),
    Choice(branches(544, 6), steps(0, 1)), Value, Value, Options(branches(550, 2), 0),
    Value, Choice(branches(552, 1), steps(25, 1)), Choice(branches(515, 15), steps(0, 1)), Value,
    Value, Options(branches(553, 11), 0), Choice(branches(564, 6), steps(0, 1)), counted(steps(7, 1), 1, true),
    Value, Value, Options(branches(570, 8), 0), Options(branches(578, 3), 0),
    Key, Value, Value, Options(branches(570, 8), 0),
    Key, Value, Options(branches(581, 2), 0), Key,
    Options(branches(583, 1), 2), Choice(branches(584, 2), steps(25, 1)), Value, Options(branches(586, 7), 0),
    Key, Value, Options(branches(593, 1), 0), Key,
    Value, Options(branches(594, 1), 0), Key, Options(branches(595, 12), 0),
    Key, Value, Options(branches(607, 4), 0), Options(branches(611, 2), 1),
    Value, Options(branches(20, 1), 0), Key, Options(branches(613, 8), 3),
    Choice(branches(147, 1), steps(0, 1)), repeat(steps(3, 2), 2, 0, false), Key, Value,
    Value, Value, Value, Options(branches(621, 2), 0),
    Key, Options(branches(623, 2), 0), Key, Value,
    Value, Value, repeat(steps(0, 1), 1, 0, true), Options(branches(625, 6), 0),
    Key, Options(branches(607, 4), 0), Key, Value,
    Choice(branches(631, 1), steps(0, 1)), Options(branches(632, 2), 0), Key, Value,
    Choice(branches(631, 1), steps(0, 1)), Options(branches(634, 1), 0), Key, Options(branches(635, 1), 0),
    Key, Value, Choice(branches(636, 3), steps(0, 1)), Options(branches(639, 3), 0),
    Key, Value, Options(branches(625, 1), 3), Value,
    Value, Value, Value, Key,
    Value, Value, Options(branches(58, 1), 0), Halves,
    Options(branches(642, 5), 0), Options(branches(647, 8), 0), Key, Value,
    Options(branches(655, 2), 0), Options(branches(611, 2), 1), Value, Options(branches(657, 4), 0),
    Key, Choice(branches(661, 2), steps(25, 1)), Key, Options(branches(663, 6), 2),
    repeat(steps(3, 2), 2, 0, false), counted(steps(7, 1), 1, true), Options(branches(594, 1), 0), Choice(branches(669, 4), steps(0, 1)),
    counted(steps(7, 1), 1, true), Options(branches(673, 3), 0), Key, counted(steps(7, 1), 1, true),
    Options(branches(673, 2), 0), Key, Value, Value,
    Options(branches(676, 5), 0), Key, Value, Value,
    Options(branches(681, 1), 0), Key, Value, Value,
    Options(branches(682, 2), 0), Key, Key, Value,
    Value, Options(branches(676, 4), 0), Key, Value,
    Options(branches(684, 1), 0), Key, Value, Value,
    Options(branches(594, 1), 0),
];

/// All branches: those of one step stand together.
pub(super) static BRANCHES: [Branch; 685] = [
    word(text(84, 5), 0, steps(0, 0)), word(text(176, 5), MANY, steps(0, 1)), word(text(181, 5), MANY, steps(0, 1)), word(text(186, 4), MANY, steps(0, 1)),
    word(text(84, 2), MANY, steps(0, 1)), word(text(190, 3), MANY, steps(0, 0)), word(text(193, 2), MANY, steps(0, 0)), word(text(195, 5), MANY, steps(0, 1)),
    word(text(200, 10), MANY, steps(0, 0)), word(text(210, 6), MANY, steps(0, 0)), word(text(222, 4), 0, steps(0, 0)), word(text(245, 3), 0, steps(0, 0)),
    word(text(275, 3), 0, steps(0, 0)), word(text(278, 3), 0, steps(0, 0)), word(text(281, 3), 0, steps(0, 0)), word(text(190, 3), 0, steps(0, 0)),
    word(text(193, 2), 0, steps(0, 0)), word(text(284, 3), 0, steps(0, 0)), word(text(181, 5), 0, steps(0, 1)), word(text(287, 4), 0, steps(0, 0)),
    word(text(195, 5), 0, steps(0, 1)), word(text(451, 8), 0, steps(0, 0)), word(text(459, 4), 0, steps(0, 0)), word(text(463, 7), 0, steps(0, 0)),
    word(text(240, 5), 0, steps(0, 0)), word(text(470, 9), 0, steps(0, 0)), word(text(451, 8), 0, steps(0, 1)), word(text(488, 5), 1, steps(0, 1)),
    word(text(470, 9), 2, steps(0, 1)), word(text(493, 8), 3, steps(0, 0)), word(text(501, 10), 4, steps(0, 0)), word(text(240, 5), 5, steps(1, 1)),
    word(text(470, 9), 0, steps(0, 1)), word(text(501, 10), 1, steps(0, 0)), word(text(579, 8), 0, steps(0, 0)), word(text(595, 4), 0, steps(0, 0)),
    word(text(587, 3), 0, steps(0, 0)), word(text(615, 4), 0, steps(0, 0)), word(text(619, 3), 0, steps(0, 0)), word(text(622, 4), 0, steps(0, 0)),
    word(text(46, 3), MANY, steps(3, 2)), word(text(607, 8), MANY, steps(52, 1)), word(text(86, 3), MANY, steps(53, 3)), word(text(626, 6), MANY, steps(53, 3)),
    word(text(190, 3), 0, steps(0, 0)), word(text(193, 2), 0, steps(0, 0)), word(text(284, 3), 0, steps(0, 0)), word(text(648, 3), 0, steps(0, 0)),
    word(text(651, 4), 0, steps(0, 0)), word(text(655, 5), 0, steps(0, 0)), word(text(190, 5), 0, steps(0, 0)), word(text(660, 3), 0, steps(0, 0)),
    word(text(675, 4), 0, steps(0, 0)), word(text(679, 5), 0, steps(0, 0)), word(text(691, 3), 0, steps(0, 0)), word(text(694, 4), 0, steps(0, 0)),
    word(text(135, 5), 0, steps(73, 2)), word(text(698, 7), 0, steps(73, 2)), word(text(135, 5), 0, steps(0, 1)), word(text(451, 8), 0, steps(0, 1)),
    word(text(493, 8), 1, steps(0, 0)), word(text(240, 5), 2, steps(1, 1)), word(text(867, 10), 0, steps(0, 1)), word(text(877, 13), 1, steps(0, 1)),
    word(text(470, 9), 2, steps(0, 1)), word(text(921, 3), 0, steps(0, 0)), word(text(210, 2), 0, steps(0, 0)), word(text(999, 6), 0, steps(0, 0)),
    word(text(1005, 6), 0, steps(0, 0)), word(text(1011, 5), 0, steps(0, 0)), word(text(1016, 7), 0, steps(0, 0)), word(text(1023, 6), 0, steps(0, 0)),
    word(text(971, 2), 0, steps(0, 1)), word(text(995, 4), 1, steps(100, 1)), word(text(17, 4), 2, steps(0, 1)), word(text(1029, 4), 3, steps(0, 1)),
    word(text(1033, 5), 4, steps(0, 1)), word(text(1038, 6), 5, steps(99, 1)), word(text(1044, 6), 6, steps(0, 1)), word(text(999, 6), 0, steps(0, 0)),
    word(text(1005, 6), 0, steps(0, 0)), word(text(1016, 7), 0, steps(0, 0)), word(text(1023, 6), 0, steps(0, 0)), word(text(995, 4), 0, steps(103, 1)),
    word(text(971, 2), 1, steps(1, 1)), word(text(477, 2), 0, steps(0, 0)), word(text(1076, 3), 0, steps(0, 0)), word(text(565, 5), 0, steps(0, 0)),
    word(text(1106, 3), 0, steps(0, 0)), word(text(477, 2), 0, steps(0, 0)), word(text(1076, 3), 0, steps(0, 0)), word(text(1038, 4), 0, steps(0, 0)),
    word(text(1135, 8), 0, steps(0, 1)), word(text(1143, 7), 0, steps(0, 1)), word(text(1179, 8), 0, steps(0, 1)), word(text(1187, 6), MANY, steps(0, 1)),
    word(text(1193, 5), 1, steps(0, 0)), word(text(1198, 5), 2, steps(0, 0)), word(text(1203, 6), 3, steps(0, 0)), word(text(1209, 6), 4, steps(0, 0)),
    word(text(1248, 7), 0, steps(0, 0)), word(text(488, 5), 0, steps(0, 0)), word(text(1435, 5), 0, steps(0, 0)), word(text(1440, 8), 0, steps(0, 0)),
    word(text(971, 2), 0, steps(0, 1)), word(text(1106, 3), 0, steps(0, 0)), word(text(1582, 6), 0, steps(12, 1)), word(text(1588, 6), 0, steps(115, 1)),
    word(text(408, 6), 0, steps(115, 1)), word(text(1617, 4), 0, steps(0, 0)), word(text(1682, 4), 0, steps(0, 0)), word(text(1743, 9), 0, steps(0, 1)),
    word(text(1752, 9), 0, steps(0, 1)), word(text(1631, 4), 0, steps(0, 1)), word(text(1761, 6), 0, steps(0, 0)), word(text(195, 5), 0, steps(0, 1)),
    word(text(1650, 3), 1, steps(0, 0)), word(text(1633, 4), 1, steps(0, 0)), word(text(1303, 10), 0, steps(3, 2)), word(text(1813, 7), 0, steps(120, 2)),
    word(text(1841, 4), 0, steps(123, 2)), word(text(1850, 10), 0, steps(0, 1)), word(text(1860, 12), 0, steps(0, 0)), word(text(1872, 10), 0, steps(0, 0)),
    word(text(325, 3), 0, steps(3, 2)), word(text(622, 4), 0, steps(0, 1)), word(text(1698, 4), 0, steps(125, 2)), word(text(1936, 7), 0, steps(1, 1)),
    word(text(2066, 6), 0, steps(0, 1)), word(text(2072, 6), 0, steps(0, 1)), word(text(2078, 7), 0, steps(0, 1)), word(text(2058, 8), 0, steps(131, 1)),
    word(text(419, 2), 0, steps(0, 1)), word(text(2150, 7), 1, steps(0, 0)), word(text(2178, 4), 0, steps(0, 1)), word(text(2182, 4), 0, steps(0, 1)),
    word(text(2186, 5), 0, steps(0, 1)), word(text(2191, 5), 0, steps(0, 1)), word(text(765, 2), 0, steps(0, 0)), word(text(283, 2), 0, steps(0, 0)),
    word(text(2251, 2), 0, steps(0, 0)), word(text(465, 2), 0, steps(0, 0)), word(text(645, 2), 0, steps(147, 3)), word(text(337, 5), 1, steps(0, 0)),
    word(text(1248, 7), 2, steps(0, 1)), word(text(2292, 5), 0, steps(0, 0)), word(text(1841, 4), 0, steps(0, 0)), word(text(2330, 1), 0, steps(0, 0)),
    word(text(135, 5), 0, steps(152, 1)), word(text(2344, 14), 0, steps(152, 1)), word(text(2358, 17), 0, steps(152, 1)), word(text(275, 3), 0, steps(152, 1)),
    word(text(278, 3), 0, steps(152, 1)), word(text(281, 3), 0, steps(152, 1)), word(text(2375, 3), 0, steps(152, 1)), word(text(2378, 6), 0, steps(152, 1)),
    word(text(2384, 8), 0, steps(152, 1)), word(text(2392, 6), 0, steps(152, 1)), word(text(2398, 11), 0, steps(152, 1)), word(text(2409, 13), 0, steps(152, 1)),
    word(text(2422, 7), 0, steps(152, 1)), word(text(39, 2), 1, steps(0, 1)), word(text(2338, 6), MANY, steps(154, 1)), word(text(281, 3), 0, steps(0, 1)),
    word(text(39, 2), 0, steps(0, 1)), word(text(135, 5), 0, steps(0, 1)), word(text(2450, 7), 1, steps(0, 1)), word(text(2322, 8), 0, steps(0, 0)),
    word(text(73, 4), 1, steps(153, 1)), word(text(1248, 7), 2, steps(0, 1)), word(text(2331, 7), MANY, steps(155, 2)), word(text(2429, 6), 3, steps(157, 2)),
    word(text(2435, 5), MANY, steps(159, 2)), word(text(195, 5), 4, steps(3, 2)), word(text(463, 6), 5, steps(0, 1)), word(text(2440, 10), 6, steps(161, 1)),
    word(text(2457, 6), 7, steps(152, 1)), word(text(2463, 7), 8, steps(0, 1)), word(text(2526, 15), 0, steps(0, 0)), word(text(2541, 6), 1, steps(0, 0)),
    word(text(417, 3), 2, steps(3, 2)), word(text(2605, 4), 0, steps(0, 0)), word(text(2609, 4), 0, steps(0, 0)), word(text(2621, 6), 0, steps(0, 0)),
    word(text(2627, 7), 0, steps(0, 0)), word(text(2815, 3), 0, steps(0, 0)), word(text(39, 2), 0, steps(0, 1)), word(text(2688, 4), 1, steps(0, 0)),
    word(text(2744, 3), 1, steps(0, 0)), word(text(2747, 7), 1, steps(0, 0)), word(text(2754, 3), 1, steps(0, 0)), word(text(2757, 8), 1, steps(0, 0)),
    word(text(2765, 6), 1, steps(0, 0)), word(text(2771, 14), 2, steps(0, 0)), word(text(2785, 10), 3, steps(0, 0)), word(text(2795, 12), 4, steps(0, 0)),
    word(text(2807, 8), 5, steps(169, 1)), word(text(2818, 7), 6, steps(0, 0)), word(text(477, 2), 0, steps(167, 1)), word(text(2613, 8), 1, steps(168, 1)),
    word(text(1187, 6), 2, steps(152, 1)), word(text(463, 6), 3, steps(0, 1)), word(text(2634, 8), 4, steps(0, 1)), word(text(2642, 14), 5, steps(0, 1)),
    word(text(2656, 5), 6, steps(0, 1)), word(text(2661, 11), 7, steps(0, 1)), word(text(2672, 13), 8, steps(0, 1)), word(text(2685, 13), 9, steps(0, 0)),
    word(text(2698, 9), 10, steps(0, 1)), word(text(2707, 9), 11, steps(0, 0)), word(text(2716, 4), 12, steps(0, 0)), word(text(2720, 8), 13, steps(0, 0)),
    word(text(2728, 7), 14, steps(0, 0)), word(text(2735, 9), 15, steps(152, 1)), word(text(2526, 15), 16, steps(0, 0)), word(text(2541, 6), 17, steps(172, 1)),
    word(text(418, 2), 0, steps(0, 0)), word(text(2463, 7), 0, steps(0, 1)), word(text(2973, 6), 0, steps(0, 1)), word(text(2979, 14), 1, steps(0, 1)),
    word(text(308, 1), 0, steps(0, 1)), word(text(3000, 10), 1, steps(0, 1)), word(text(3010, 13), 2, steps(0, 1)), word(text(2979, 14), 3, steps(0, 1)),
    word(text(3023, 6), 0, steps(0, 1)), word(text(3029, 7), 1, steps(0, 1)), word(text(2979, 14), 2, steps(0, 1)), word(text(2997, 3), 0, steps(185, 2)),
    word(text(150, 5), 0, steps(187, 2)), word(text(463, 6), 1, steps(0, 1)), word(text(3046, 8), 0, steps(0, 1)), word(text(3054, 6), 1, steps(0, 1)),
    word(text(2979, 14), 2, steps(0, 1)), word(text(3071, 4), 0, steps(0, 1)), word(text(3066, 5), 0, steps(194, 2)), word(text(3054, 6), 1, steps(0, 1)),
    word(text(2979, 14), 2, steps(0, 1)), word(text(3043, 3), 0, steps(192, 2)), word(text(3060, 6), 0, steps(196, 2)), word(text(1650, 3), 0, steps(0, 0)),
    word(text(1633, 4), 0, steps(0, 0)), word(text(3105, 5), 0, steps(0, 0)), word(text(3110, 7), 0, steps(0, 0)), word(text(3099, 6), 0, steps(201, 1)),
    word(text(3117, 10), 1, steps(0, 1)), word(text(2967, 6), 0, steps(183, 2)), word(text(2993, 4), 1, steps(189, 3)), word(text(3036, 7), 2, steps(198, 1)),
    word(text(195, 5), 3, steps(3, 2)), word(text(2429, 6), 4, steps(199, 2)), word(text(3075, 6), 4, steps(0, 0)), word(text(3081, 12), 5, steps(0, 0)),
    word(text(2457, 6), 6, steps(152, 1)), word(text(1248, 7), 7, steps(0, 1)), word(text(3093, 6), 8, steps(0, 1)), word(text(73, 4), 9, steps(153, 1)),
    word(text(2331, 7), 10, steps(155, 2)), word(text(2435, 5), MANY, steps(159, 2)), word(text(463, 6), 11, steps(202, 3)), word(text(2967, 6), 0, steps(0, 0)),
    word(text(2313, 9), 0, steps(0, 0)), word(text(2961, 6), 0, steps(0, 0)), word(text(3151, 7), 0, steps(0, 0)), word(text(1947, 5), 1, steps(0, 1)),
    word(text(125, 1), 0, steps(0, 0)), word(text(3240, 2), 0, steps(0, 0)), word(text(125, 2), 0, steps(0, 0)), word(text(677, 2), 0, steps(0, 0)),
    word(text(2651, 6), 0, steps(152, 1)), word(text(3271, 5), 1, steps(0, 1)), word(text(250, 3), 2, steps(0, 1)), word(text(3276, 9), 3, steps(0, 1)),
    word(text(2651, 6), 0, steps(152, 1)), word(text(3294, 4), 1, steps(3, 2)), word(text(3177, 9), 0, steps(0, 0)), word(text(2322, 8), 1, steps(0, 0)),
    word(text(3186, 11), 2, steps(0, 0)), word(text(3197, 10), 3, steps(0, 0)), word(text(3207, 12), 4, steps(0, 0)), word(text(3219, 12), 5, steps(0, 0)),
    word(text(463, 6), MANY, steps(53, 3)), word(text(3231, 9), MANY, steps(210, 5)), word(text(3242, 6), 6, steps(152, 1)), word(text(3248, 8), 7, steps(152, 1)),
    word(text(3256, 6), 8, steps(152, 1)), word(text(3262, 9), 9, steps(215, 1)), word(text(3285, 9), 10, steps(216, 1)), word(text(3298, 4), 11, steps(0, 1)),
    word(text(1248, 7), 12, steps(0, 1)), word(text(3302, 7), 13, steps(0, 0)), word(text(2634, 8), 14, steps(0, 1)), word(text(3309, 8), 15, steps(0, 1)),
    word(text(2973, 6), 16, steps(0, 1)), word(text(3081, 12), 17, steps(0, 0)), word(text(2672, 7), 18, steps(0, 1)), word(text(2429, 6), 19, steps(199, 2)),
    word(text(195, 5), 20, steps(3, 2)), word(text(2457, 6), 21, steps(152, 1)), word(text(2463, 7), 22, steps(0, 1)), word(text(3343, 7), 0, steps(220, 2)),
    word(text(3350, 7), 0, steps(220, 2)), word(text(3330, 8), 0, steps(0, 1)), word(text(3338, 5), 1, steps(222, 1)), word(text(2463, 7), 2, steps(0, 1)),
    word(text(626, 4), 0, steps(0, 0)), word(text(2672, 7), 1, steps(0, 1)), word(text(3384, 5), 0, steps(0, 0)), word(text(3197, 10), 1, steps(0, 0)),
    word(text(3207, 12), 2, steps(0, 0)), word(text(281, 3), 3, steps(0, 1)), word(text(3621, 11), 0, steps(0, 1)), word(text(3632, 8), 1, steps(0, 0)),
    word(text(2150, 7), 0, steps(0, 0)), word(text(1456, 5), 0, steps(0, 0)), word(text(127, 6), 0, steps(0, 0)), word(text(2150, 7), 0, steps(0, 0)),
    word(text(765, 2), 0, steps(0, 0)), word(text(283, 2), 0, steps(0, 0)), word(text(184, 2), 1, steps(0, 0)), word(text(125, 1), 0, steps(0, 0)),
    word(text(3240, 2), 0, steps(0, 0)), word(text(677, 2), 0, steps(0, 0)), word(text(125, 2), 0, steps(0, 0)), word(text(3743, 3), 0, steps(0, 0)),
    word(text(3718, 9), 0, steps(0, 0)), word(text(3727, 8), 1, steps(0, 0)), word(text(3735, 8), 2, steps(0, 0)), word(text(135, 5), 3, steps(249, 2)),
    word(text(1650, 3), 4, steps(0, 0)), word(text(1633, 4), 4, steps(0, 0)), word(text(3664, 5), 5, steps(7, 1)), word(text(3746, 9), 6, steps(7, 1)),
    word(text(3813, 10), 0, steps(0, 1)), word(text(3823, 10), 0, steps(3, 2)), word(text(3833, 8), 1, steps(254, 2)), word(text(3841, 5), 1, steps(253, 3)),
    word(text(1650, 3), 2, steps(0, 0)), word(text(1633, 4), 2, steps(0, 0)), word(text(135, 5), 3, steps(249, 2)), word(text(3718, 9), 4, steps(0, 0)),
    word(text(3727, 8), 5, steps(0, 0)), word(text(3735, 8), 6, steps(0, 0)), word(text(3813, 10), 0, steps(0, 1)), word(text(3823, 10), 0, steps(3, 2)),
    word(text(3833, 8), 1, steps(254, 2)), word(text(3841, 5), 1, steps(253, 3)), word(text(1650, 3), 2, steps(0, 0)), word(text(1633, 4), 2, steps(0, 0)),
    word(text(135, 5), 3, steps(249, 2)), word(text(3746, 9), 4, steps(0, 0)), word(text(176, 2), 0, steps(0, 1)), word(text(3877, 2), 0, steps(0, 1)),
    word(text(3879, 4), 0, steps(0, 1)), word(text(3883, 4), 0, steps(0, 1)), word(text(3887, 7), 0, steps(0, 0)), word(text(320, 4), 0, steps(37, 2)),
    word(text(1157, 7), 1, steps(0, 1)), word(text(765, 2), 0, steps(0, 0)), word(text(283, 2), 0, steps(0, 0)), word(text(2251, 2), 0, steps(0, 0)),
    word(text(465, 2), 0, steps(0, 0)), word(text(2651, 6), 1, steps(287, 1)), word(text(2651, 6), 0, steps(287, 1)), word(text(176, 2), 0, steps(0, 1)),
    word(text(3877, 2), 0, steps(0, 1)), word(text(3879, 4), 0, steps(0, 1)), word(text(3883, 4), 0, steps(0, 1)), word(text(3887, 7), 0, steps(0, 0)),
    word(text(2651, 6), 1, steps(287, 1)), word(text(4127, 7), 0, steps(0, 1)), word(text(4134, 3), 1, steps(0, 0)), word(text(4137, 3), 2, steps(0, 0)),
    word(text(135, 5), 3, steps(0, 1)), word(text(4140, 8), 4, steps(0, 1)), word(text(2416, 6), 5, steps(0, 1)), word(text(1287, 5), 6, steps(152, 1)),
    word(text(200, 10), 0, steps(0, 0)), word(text(181, 5), 0, steps(0, 1)), word(text(135, 5), 1, steps(0, 1)), word(text(4218, 8), 2, steps(0, 0)),
    word(text(3452, 3), 0, steps(0, 0)), word(text(4236, 3), 0, steps(0, 0)), word(text(176, 2), 1, steps(0, 1)), word(text(3877, 2), 1, steps(0, 1)),
    word(text(3879, 4), 1, steps(0, 1)), word(text(3883, 4), 1, steps(0, 1)), word(text(4239, 7), 1, steps(0, 0)), word(text(2651, 6), 2, steps(309, 1)),
    word(text(4045, 7), 0, steps(0, 1)), word(text(4274, 5), 0, steps(0, 1)), word(text(4279, 8), 1, steps(0, 0)), word(text(4287, 6), 2, steps(0, 1)),
    word(text(4293, 6), 3, steps(0, 1)), word(text(176, 2), 4, steps(0, 1)), word(text(3877, 2), 4, steps(0, 1)), word(text(3879, 4), 4, steps(0, 1)),
    word(text(3883, 4), 4, steps(0, 1)), word(text(3887, 7), 4, steps(0, 0)), word(text(4299, 3), 5, steps(0, 0)), word(text(4365, 7), 0, steps(0, 0)),
    word(text(4372, 7), 0, steps(0, 0)), word(text(3309, 6), 0, steps(0, 0)), word(text(3093, 6), 0, steps(323, 1)), word(text(4365, 6), 0, steps(0, 0)),
    word(text(4372, 7), 0, steps(0, 0)), word(text(3309, 6), 0, steps(0, 0)), word(text(4470, 6), 0, steps(0, 1)), word(text(4476, 7), 1, steps(0, 1)),
    word(text(4483, 5), 2, steps(0, 1)), word(text(3093, 6), 3, steps(328, 1)), word(text(4365, 6), 0, steps(0, 0)), word(text(2609, 4), 0, steps(0, 0)),
    word(text(4498, 4), 0, steps(0, 0)), word(text(3093, 6), 0, steps(332, 1)), word(text(4605, 4), 0, steps(0, 0)), word(text(4609, 4), 0, steps(0, 0)),
    word(text(4613, 4), 0, steps(0, 0)), word(text(4617, 4), 0, steps(0, 0)), word(text(765, 2), 0, steps(0, 0)), word(text(283, 2), 0, steps(0, 0)),
    word(text(4601, 4), 1, steps(338, 1)), word(text(3093, 6), 2, steps(332, 1)), word(text(250, 3), 0, steps(0, 0)), word(text(4782, 3), 1, steps(0, 0)),
    word(text(4785, 11), 2, steps(0, 1)), word(text(4796, 12), 3, steps(0, 0)), word(text(4821, 6), 0, steps(0, 0)), word(text(4827, 5), 0, steps(0, 0)),
    word(text(4838, 7), 0, steps(0, 1)), word(text(4849, 4), 0, steps(0, 1)), word(text(135, 5), 1, steps(0, 1)), word(text(4853, 6), 2, steps(0, 1)),
    word(text(4957, 7), 0, steps(0, 1)), word(text(2146, 4), 0, steps(0, 0)), word(text(2150, 7), 1, steps(0, 0)), word(text(320, 4), 2, steps(2, 1)),
    word(text(4971, 5), 2, steps(37, 2)), word(text(1372, 4), 3, steps(62, 1)), word(text(1698, 6), 0, steps(367, 1)), word(text(5022, 4), 1, steps(5, 1)),
    word(text(765, 2), 0, steps(0, 0)), word(text(283, 2), 0, steps(0, 0)), word(text(176, 2), 1, steps(0, 1)), word(text(3877, 2), 1, steps(0, 1)),
    word(text(3879, 4), 1, steps(0, 1)), word(text(3883, 4), 1, steps(0, 1)), word(text(4239, 7), 1, steps(0, 0)), word(text(210, 2), 0, steps(373, 1)),
    word(text(2150, 7), 0, steps(0, 0)), word(text(5367, 6), 1, steps(0, 0)), word(text(5113, 8), 2, steps(0, 1)), word(text(2730, 4), 3, steps(0, 1)),
    word(text(181, 5), 0, steps(0, 1)), word(text(135, 5), 1, steps(0, 1)), word(text(995, 4), 2, steps(0, 1)), word(text(921, 3), 0, steps(0, 0)),
    word(text(1841, 4), 0, steps(0, 0)), word(text(210, 2), 0, steps(0, 0)), word(text(765, 2), 0, steps(0, 0)), word(text(283, 2), 0, steps(0, 0)),
    word(text(2178, 4), 0, steps(0, 1)), word(text(2182, 4), 0, steps(0, 1)), word(text(2186, 5), 0, steps(0, 1)), word(text(2191, 5), 0, steps(0, 1)),
    word(text(46, 3), 1, steps(0, 0)), word(text(176, 2), 2, steps(0, 1)), word(text(3877, 2), 2, steps(0, 1)), word(text(3879, 4), 2, steps(0, 1)),
    word(text(3883, 4), 2, steps(0, 1)), word(text(4239, 7), 2, steps(0, 0)), word(text(5947, 6), 0, steps(0, 0)), word(text(93, 4), 0, steps(0, 0)),
    word(text(5953, 3), 1, steps(0, 0)), word(text(1435, 5), 2, steps(0, 0)), word(text(337, 5), 3, steps(0, 0)), word(text(595, 2), 0, steps(0, 1)),
    word(text(195, 5), 1, steps(3, 2)), word(text(46, 3), MANY, steps(0, 1)), word(text(1650, 3), 2, steps(0, 0)), word(text(1633, 4), 2, steps(0, 0)),
    word(text(3066, 5), 3, steps(0, 0)), word(text(3664, 5), 4, steps(7, 1)), word(text(6139, 6), 0, steps(0, 0)), word(text(195, 5), 1, steps(0, 1)),
    word(text(6241, 11), 0, steps(0, 1)), word(text(6241, 11), 0, steps(0, 1)), word(text(6288, 8), 1, steps(0, 0)), word(text(6476, 9), 0, steps(0, 0)),
    word(text(5934, 6), 0, steps(406, 1)), word(text(6531, 10), 0, steps(0, 0)), word(text(6541, 12), 0, steps(0, 0)), word(text(1243, 5), 0, steps(0, 0)),
    word(text(2398, 5), 0, steps(0, 0)), word(text(236, 4), 0, steps(0, 0)), word(text(278, 3), 0, steps(0, 0)), word(text(281, 3), 0, steps(0, 0)),
    word(text(275, 3), 0, steps(0, 0)), word(text(6522, 9), 0, steps(0, 1)), word(text(5076, 8), 1, steps(408, 1)), word(text(6553, 10), 2, steps(0, 1)),
    word(text(6563, 16), 3, steps(409, 1)), word(text(6579, 12), 4, steps(409, 1)), word(text(6591, 6), 5, steps(3, 2)), word(text(6597, 6), 6, steps(12, 1)),
    word(text(6522, 9), 0, steps(0, 1)), word(text(6553, 10), 1, steps(0, 1)), word(text(6563, 16), 2, steps(409, 1)), word(text(6591, 6), 3, steps(3, 2)),
    word(text(6597, 6), 4, steps(12, 1)), word(text(6522, 9), 0, steps(0, 1)), word(text(5076, 8), 1, steps(408, 1)), word(text(6553, 10), 2, steps(0, 1)),
    word(text(6563, 16), 3, steps(409, 1)), word(text(6591, 6), 4, steps(3, 2)), word(text(6597, 6), 5, steps(12, 1)), word(text(2375, 3), 0, steps(0, 0)),
    word(text(275, 3), 0, steps(0, 0)), word(text(278, 3), 0, steps(0, 0)), word(text(281, 3), 0, steps(0, 0)), word(text(150, 5), 0, steps(0, 0)),
    word(text(135, 5), 0, steps(0, 0)), word(text(2398, 5), 0, steps(0, 0)), word(text(236, 4), 0, steps(0, 0)), word(text(6644, 5), 0, steps(0, 0)),
    word(text(6649, 5), 0, steps(0, 0)), word(text(6654, 5), 0, steps(0, 0)), word(text(6659, 5), 0, steps(0, 0)), word(text(6664, 3), 0, steps(0, 0)),
    word(text(6667, 8), 0, steps(0, 0)), word(text(6675, 8), 0, steps(0, 0)), word(text(6633, 11), 0, steps(418, 2)), word(text(6692, 9), 0, steps(0, 1)),
    word(text(6522, 9), 1, steps(0, 1)), word(text(5076, 8), 2, steps(408, 1)), word(text(6553, 10), 3, steps(0, 1)), word(text(6563, 16), 4, steps(409, 1)),
    word(text(6591, 6), 5, steps(3, 2)), word(text(6597, 6), 6, steps(12, 1)), word(text(4760, 6), 0, steps(0, 0)), word(text(430, 5), 0, steps(0, 0)),
    word(text(4760, 6), 0, steps(0, 0)), word(text(6756, 10), 1, steps(0, 0)), word(text(6766, 15), 1, steps(125, 1)), word(text(463, 6), 2, steps(1, 1)),
    word(text(6837, 3), 0, steps(0, 0)), word(text(396, 5), 0, steps(0, 0)), word(text(130, 3), 0, steps(0, 0)), word(text(6840, 1), 0, steps(0, 0)),
    word(text(1070, 1), 0, steps(0, 0)), word(text(6841, 1), 0, steps(0, 0)), word(text(6822, 15), 0, steps(432, 1)), word(text(2790, 5), 1, steps(0, 0)),
    word(text(2338, 6), 0, steps(0, 0)), word(text(4760, 6), 0, steps(0, 0)), word(text(6790, 12), MANY, steps(125, 1)), word(text(6802, 15), 1, steps(3, 2)),
    word(text(6756, 10), 2, steps(0, 0)), word(text(6766, 15), 2, steps(125, 1)), word(text(135, 5), 3, steps(0, 1)), word(text(6817, 5), 4, steps(0, 1)),
    word(text(6633, 11), 5, steps(433, 3)), word(text(463, 6), 6, steps(125, 1)), word(text(2331, 7), 7, steps(436, 3)), word(text(6842, 12), 8, steps(0, 0)),
    word(text(396, 5), 0, steps(0, 0)), word(text(1070, 1), 0, steps(0, 0)), word(text(130, 3), 0, steps(0, 0)), word(text(6840, 1), 0, steps(0, 0)),
    word(text(6837, 3), 0, steps(0, 0)), word(text(6841, 1), 0, steps(0, 0)), word(text(4760, 6), 0, steps(0, 0)), word(text(6790, 12), 1, steps(125, 1)),
    word(text(6802, 15), 2, steps(3, 2)), word(text(135, 5), 3, steps(0, 1)), word(text(6817, 5), 4, steps(0, 1)), word(text(6633, 11), 5, steps(3, 2)),
    word(text(6822, 15), 6, steps(442, 1)), word(text(2790, 5), 7, steps(0, 0)), word(text(6597, 6), 0, steps(0, 0)), word(text(204, 6), 0, steps(0, 1)),
    word(text(463, 6), 1, steps(1, 1)), word(text(1243, 5), 0, steps(3, 2)), word(text(6929, 9), 1, steps(0, 1)), word(text(2338, 6), 0, steps(0, 1)),
    word(text(4613, 4), 0, steps(0, 1)), word(text(204, 6), 0, steps(152, 1)), word(text(212, 3), 0, steps(0, 0)), word(text(6966, 7), 1, steps(0, 0)),
    word(text(3039, 3), 1, steps(0, 0)), word(text(6973, 2), 1, steps(0, 0)), word(text(462, 2), 2, steps(0, 1)), word(text(6975, 7), 3, steps(0, 1)),
    word(text(125, 1), 4, steps(0, 1)), word(text(6995, 3), 0, steps(0, 0)), word(text(3197, 10), 0, steps(0, 0)), word(text(674, 3), 0, steps(0, 1)),
    word(text(4613, 4), 0, steps(0, 1)), word(text(204, 6), 0, steps(152, 1)), word(text(3197, 10), 1, steps(0, 0)), word(text(7049, 11), 2, steps(0, 0)),
    word(text(135, 5), 3, steps(0, 1)), word(text(3029, 7), 4, steps(0, 1)), word(text(462, 2), 5, steps(0, 1)), word(text(463, 6), 6, steps(0, 1)),
    word(text(7060, 9), 7, steps(0, 1)), word(text(7069, 5), 8, steps(0, 0)), word(text(7074, 8), 9, steps(0, 0)), word(text(7104, 7), 0, steps(0, 0)),
    word(text(7111, 6), 0, steps(0, 0)), word(text(7117, 5), 0, steps(0, 0)), word(text(2965, 3), 1, steps(152, 1)), word(text(7144, 1), 0, steps(0, 0)),
    word(text(6841, 1), 0, steps(0, 0)), word(text(7126, 10), 0, steps(0, 0)), word(text(7104, 7), 1, steps(0, 0)), word(text(7111, 6), 1, steps(0, 0)),
    word(text(7117, 5), 1, steps(0, 0)), word(text(7136, 8), 2, steps(0, 1)), word(text(7136, 4), 2, steps(3, 2)), word(text(4853, 6), 3, steps(471, 3)),
    word(text(7145, 5), 3, steps(471, 3)), word(text(135, 5), 0, steps(0, 1)), word(text(7160, 6), 1, steps(0, 0)), word(text(7173, 13), 0, steps(0, 1)),
    word(text(7186, 12), 1, steps(0, 1)), word(text(2453, 4), 0, steps(0, 1)), word(text(1248, 4), 1, steps(0, 1)), word(text(7204, 10), 2, steps(0, 1)),
    word(text(1435, 5), 3, steps(0, 0)), word(text(7160, 6), 4, steps(0, 0)), word(text(7214, 6), 5, steps(0, 1)), word(text(7249, 1), 0, steps(0, 0)),
    word(text(7128, 8), 0, steps(0, 0)), word(text(7250, 11), 1, steps(0, 1)), word(text(7250, 11), 0, steps(0, 1)), word(text(222, 4), 0, steps(84, 1)),
    word(text(7407, 6), 0, steps(0, 0)), word(text(622, 4), 0, steps(0, 0)), word(text(7413, 5), 0, steps(0, 0)), word(text(2965, 3), 0, steps(152, 1)),
    word(text(7204, 10), 1, steps(0, 1)), word(text(1435, 5), 2, steps(0, 0)), word(text(135, 5), 0, steps(0, 1)), word(text(7437, 8), 1, steps(0, 1)),
    word(text(7191, 7), 2, steps(0, 1)), word(text(1243, 5), 3, steps(0, 1)), word(text(7445, 7), 4, steps(519, 1)), word(text(2331, 5), 0, steps(3, 2)),
    word(text(135, 5), 1, steps(0, 1)), word(text(7437, 8), 2, steps(0, 1)), word(text(7191, 7), 3, steps(0, 1)), word(text(1243, 5), 4, steps(0, 1)),
    word(text(7155, 5), 5, steps(0, 1)), word(text(7462, 5), 6, steps(0, 0)), word(text(7445, 7), 7, steps(519, 1)), word(text(7482, 12), 0, steps(0, 1)),
    word(text(7494, 12), 1, steps(0, 1)), word(text(195, 5), 0, steps(0, 1)), word(text(7104, 7), 1, steps(0, 0)), word(text(7111, 6), 1, steps(0, 0)),
    word(text(7117, 5), 1, steps(0, 0)), word(text(4853, 6), 0, steps(525, 3)), word(text(7145, 5), 0, steps(525, 3)), word(text(765, 2), 0, steps(0, 0)),
    word(text(283, 2), 0, steps(0, 0)), word(text(2251, 2), 1, steps(0, 0)), word(text(465, 2), 1, steps(0, 0)), word(text(184, 2), 2, steps(0, 0)),
    word(text(626, 4), 3, steps(0, 0)), word(text(275, 3), 0, steps(0, 0)), word(text(278, 3), 0, steps(0, 0)), word(text(281, 3), 0, steps(0, 0)),
    word(text(135, 5), 0, steps(0, 0)), word(text(1936, 7), 0, steps(125, 1)), word(text(2313, 9), 1, steps(535, 1)), word(text(3197, 10), 2, steps(0, 0)),
    word(text(7608, 7), 0, steps(0, 0)), word(text(7615, 5), 0, steps(0, 0)), word(text(245, 3), 1, steps(0, 0)), word(text(195, 5), 2, steps(3, 2)),
    word(text(3197, 10), 3, steps(0, 0)), word(text(195, 5), 0, steps(3, 2)), word(text(3197, 10), 0, steps(0, 0)), word(text(195, 5), 1, steps(3, 2)),
    word(text(3197, 9), 0, steps(0, 0)),
];

/// By name.
pub(super) static COMMANDS: [Command; 688] = [
    command(0, text(0, 3), Traits::CONTAINER.and(Traits::SECRET), steps(0, 0)), // ACL
    command(1, text(3, 7), Traits::NONE, steps(0, 1)), // ACL CAT
    command(2, text(10, 11), Traits::NONE, steps(1, 1)), // ACL DELUSER
    command(3, text(21, 10), Traits::SECRET, steps(3, 3)), // ACL DRYRUN
    command(4, text(31, 11), Traits::NONE, steps(0, 1)), // ACL GENPASS
    command(5, text(42, 11), Traits::NONE, steps(0, 1)), // ACL GETUSER
    command(6, text(53, 8), Traits::NONE, steps(0, 0)), // ACL HELP
    command(7, text(61, 8), Traits::NONE, steps(0, 0)), // ACL LIST
    command(8, text(69, 8), Traits::NONE, steps(0, 0)), // ACL LOAD
    command(9, text(77, 7), Traits::NONE, steps(6, 1)), // ACL LOG
    command(10, text(89, 8), Traits::NONE, steps(0, 0)), // ACL SAVE
    command(11, text(97, 11), Traits::SECRET, steps(4, 2)), // ACL SETUSER
    command(12, text(108, 9), Traits::NONE, steps(0, 0)), // ACL USERS
    command(13, text(117, 10), Traits::NONE, steps(0, 0)), // ACL WHOAMI
    command(14, text(127, 6), Traits::NONE, steps(7, 2)), // APPEND
    command(15, text(133, 7), Traits::NONE, steps(7, 1)), // ARCOUNT
    command(16, text(140, 5), Traits::NONE, steps(9, 2)), // ARDEL
    command(17, text(145, 10), Traits::NONE, steps(11, 2)), // ARDELRANGE
    command(18, text(155, 5), Traits::NONE, steps(7, 2)), // ARGET
    command(19, text(160, 10), Traits::NONE, steps(13, 3)), // ARGETRANGE
    command(20, text(170, 6), Traits::NONE, steps(16, 4)), // ARGREP
    command(21, text(216, 6), Traits::NONE, steps(20, 2)), // ARINFO
    command(22, text(226, 8), Traits::NONE, steps(9, 2)), // ARINSERT
    command(23, text(234, 11), Traits::NONE, steps(22, 3)), // ARLASTITEMS
    command(24, text(248, 5), Traits::NONE, steps(7, 1)), // ARLEN
    command(25, text(253, 6), Traits::NONE, steps(9, 2)), // ARMGET
    command(26, text(259, 6), Traits::NONE, steps(11, 2)), // ARMSET
    command(27, text(265, 6), Traits::NONE, steps(7, 1)), // ARNEXT
    command(28, text(271, 4), Traits::NONE, steps(26, 4)), // AROP
    command(29, text(291, 6), Traits::NONE, steps(30, 3)), // ARRING
    command(30, text(297, 6), Traits::NONE, steps(33, 4)), // ARSCAN
    command(31, text(303, 6), Traits::NONE, steps(7, 2)), // ARSEEK
    command(32, text(309, 5), Traits::NONE, steps(30, 3)), // ARSET
    command(33, text(314, 6), Traits::NONE, steps(0, 0)), // ASKING
    command(34, text(320, 4), Traits::SECRET, steps(37, 2)), // AUTH
    command(35, text(324, 6), Traits::CONTAINER, steps(0, 0)), // BACKUP
    command(36, text(330, 12), Traits::NONE, steps(0, 0)), // BACKUP ABORT
    command(37, text(342, 14), Traits::NONE, steps(0, 0)), // BACKUP CLEANUP
    command(38, text(356, 11), Traits::NONE, steps(0, 0)), // BACKUP HELP
    command(39, text(367, 11), Traits::NONE, steps(0, 0)), // BACKUP LIST
    command(40, text(378, 11), Traits::NONE, steps(0, 0)), // BACKUP SEAL
    command(41, text(389, 12), Traits::NONE, steps(0, 0)), // BACKUP START
    command(42, text(401, 13), Traits::NONE, steps(0, 0)), // BACKUP STATUS
    command(43, text(414, 6), Traits::NONE, steps(7, 2)), // BF.ADD
    command(44, text(420, 7), Traits::NONE, steps(7, 1)), // BF.CARD
    command(45, text(427, 8), Traits::NONE, steps(7, 1)), // BF.DEBUG
    command(46, text(435, 9), Traits::NONE, steps(7, 2)), // BF.EXISTS
    command(47, text(444, 7), Traits::NONE, steps(39, 2)), // BF.INFO
    command(48, text(479, 9), Traits::NONE, steps(41, 2)), // BF.INSERT
    command(49, text(511, 12), Traits::NONE, steps(13, 3)), // BF.LOADCHUNK
    command(50, text(523, 7), Traits::NONE, steps(9, 2)), // BF.MADD
    command(51, text(530, 10), Traits::NONE, steps(9, 2)), // BF.MEXISTS
    command(52, text(540, 10), Traits::NONE, steps(43, 4)), // BF.RESERVE
    command(53, text(550, 11), Traits::NONE, steps(7, 2)), // BF.SCANDUMP
    command(54, text(561, 12), Traits::NONE, steps(0, 0)), // BGREWRITEAOF
    command(55, text(573, 6), Traits::NONE, steps(47, 1)), // BGSAVE
    command(56, text(587, 8), Traits::NONE, steps(48, 4)), // BITCOUNT
    command(57, text(599, 8), Traits::NONE, steps(56, 2)), // BITFIELD
    command(58, text(632, 11), Traits::NONE, steps(58, 2)), // BITFIELD_RO
    command(59, text(643, 5), Traits::NONE, steps(60, 3)), // BITOP
    command(60, text(663, 6), Traits::NONE, steps(63, 5)), // BITPOS
    command(61, text(669, 6), Traits::BLOCKING, steps(68, 5)), // BLMOVE
    command(62, text(684, 7), Traits::BLOCKING, steps(75, 6)), // BLMOVEM
    command(63, text(705, 6), Traits::BLOCKING, steps(81, 4)), // BLMPOP
    command(64, text(711, 5), Traits::BLOCKING, steps(85, 2)), // BLPOP
    command(65, text(716, 5), Traits::BLOCKING, steps(85, 2)), // BRPOP
    command(66, text(721, 10), Traits::BLOCKING, steps(87, 3)), // BRPOPLPUSH
    command(67, text(731, 6), Traits::BLOCKING, steps(90, 4)), // BZMPOP
    command(68, text(737, 8), Traits::BLOCKING, steps(85, 2)), // BZPOPMAX
    command(69, text(745, 8), Traits::BLOCKING, steps(85, 2)), // BZPOPMIN
    command(70, text(753, 6), Traits::NONE, steps(7, 2)), // CF.ADD
    command(71, text(759, 8), Traits::NONE, steps(7, 2)), // CF.ADDNX
    command(72, text(767, 10), Traits::NONE, steps(7, 1)), // CF.COMPACT
    command(73, text(777, 8), Traits::NONE, steps(7, 2)), // CF.COUNT
    command(74, text(785, 8), Traits::NONE, steps(7, 1)), // CF.DEBUG
    command(75, text(793, 6), Traits::NONE, steps(7, 2)), // CF.DEL
    command(76, text(799, 9), Traits::NONE, steps(7, 2)), // CF.EXISTS
    command(77, text(808, 7), Traits::NONE, steps(7, 1)), // CF.INFO
    command(78, text(815, 9), Traits::NONE, steps(94, 2)), // CF.INSERT
    command(79, text(824, 11), Traits::NONE, steps(94, 2)), // CF.INSERTNX
    command(80, text(835, 12), Traits::NONE, steps(13, 3)), // CF.LOADCHUNK
    command(81, text(847, 10), Traits::NONE, steps(9, 2)), // CF.MEXISTS
    command(82, text(857, 10), Traits::NONE, steps(96, 3)), // CF.RESERVE
    command(83, text(890, 11), Traits::NONE, steps(7, 2)), // CF.SCANDUMP
    command(84, text(901, 6), Traits::CONTAINER, steps(0, 0)), // CLIENT
    command(85, text(907, 14), Traits::NONE, steps(99, 1)), // CLIENT CACHING
    command(86, text(924, 14), Traits::NONE, steps(0, 0)), // CLIENT GETNAME
    command(87, text(938, 15), Traits::NONE, steps(0, 0)), // CLIENT GETREDIR
    command(88, text(953, 11), Traits::NONE, steps(0, 0)), // CLIENT HELP
    command(89, text(964, 9), Traits::NONE, steps(0, 0)), // CLIENT ID
    command(90, text(973, 11), Traits::NONE, steps(0, 0)), // CLIENT INFO
    command(91, text(984, 11), Traits::NONE, steps(101, 2)), // CLIENT KILL
    command(92, text(1050, 11), Traits::NONE, steps(104, 1)), // CLIENT LIST
    command(93, text(1061, 15), Traits::NONE, steps(105, 1)), // CLIENT NO-EVICT
    command(94, text(1079, 15), Traits::NONE, steps(105, 1)), // CLIENT NO-TOUCH
    command(95, text(1094, 12), Traits::NONE, steps(106, 2)), // CLIENT PAUSE
    command(96, text(1109, 12), Traits::NONE, steps(108, 1)), // CLIENT REPLY
    command(97, text(1121, 14), Traits::NONE, steps(109, 1)), // CLIENT SETINFO
    command(98, text(1150, 14), Traits::NONE, steps(0, 1)), // CLIENT SETNAME
    command(99, text(1164, 15), Traits::NONE, steps(110, 2)), // CLIENT TRACKING
    command(100, text(1215, 19), Traits::NONE, steps(0, 0)), // CLIENT TRACKINGINFO
    command(101, text(1234, 14), Traits::NONE, steps(112, 2)), // CLIENT UNBLOCK
    command(102, text(1255, 14), Traits::NONE, steps(0, 0)), // CLIENT UNPAUSE
    command(103, text(1269, 7), Traits::CONTAINER, steps(0, 0)), // CLUSTER
    command(104, text(1276, 16), Traits::NONE, steps(1, 1)), // CLUSTER ADDSLOTS
    command(105, text(1292, 21), Traits::NONE, steps(12, 1)), // CLUSTER ADDSLOTSRANGE
    command(106, text(1313, 17), Traits::NONE, steps(0, 0)), // CLUSTER BUMPEPOCH
    command(107, text(1330, 29), Traits::NONE, steps(0, 1)), // CLUSTER COUNT-FAILURE-REPORTS
    command(108, text(1359, 23), Traits::NONE, steps(0, 1)), // CLUSTER COUNTKEYSINSLOT
    command(109, text(1382, 16), Traits::NONE, steps(1, 1)), // CLUSTER DELSLOTS
    command(110, text(1398, 21), Traits::NONE, steps(12, 1)), // CLUSTER DELSLOTSRANGE
    command(111, text(1419, 16), Traits::NONE, steps(114, 1)), // CLUSTER FAILOVER
    command(112, text(1448, 18), Traits::NONE, steps(0, 0)), // CLUSTER FLUSHSLOTS
    command(113, text(1466, 14), Traits::NONE, steps(0, 1)), // CLUSTER FORGET
    command(114, text(1480, 21), Traits::NONE, steps(3, 2)), // CLUSTER GETKEYSINSLOT
    command(115, text(1501, 12), Traits::NONE, steps(0, 0)), // CLUSTER HELP
    command(116, text(1513, 12), Traits::NONE, steps(0, 0)), // CLUSTER INFO
    command(117, text(1525, 15), Traits::NONE, steps(0, 1)), // CLUSTER KEYSLOT
    command(118, text(1540, 13), Traits::NONE, steps(0, 0)), // CLUSTER LINKS
    command(119, text(1553, 12), Traits::NONE, steps(53, 3)), // CLUSTER MEET
    command(120, text(1565, 17), Traits::NONE, steps(116, 1)), // CLUSTER MIGRATION
    command(121, text(1594, 12), Traits::NONE, steps(0, 0)), // CLUSTER MYID
    command(122, text(1606, 17), Traits::NONE, steps(0, 0)), // CLUSTER MYSHARDID
    command(123, text(1623, 13), Traits::NONE, steps(0, 0)), // CLUSTER NODES
    command(124, text(1636, 16), Traits::NONE, steps(0, 1)), // CLUSTER REPLICAS
    command(125, text(1652, 17), Traits::NONE, steps(0, 1)), // CLUSTER REPLICATE
    command(126, text(1669, 13), Traits::NONE, steps(117, 1)), // CLUSTER RESET
    command(127, text(1686, 18), Traits::NONE, steps(0, 0)), // CLUSTER SAVECONFIG
    command(128, text(1704, 24), Traits::NONE, steps(0, 1)), // CLUSTER SET-CONFIG-EPOCH
    command(129, text(1728, 15), Traits::NONE, steps(118, 2)), // CLUSTER SETSLOT
    command(130, text(1767, 14), Traits::NONE, steps(0, 0)), // CLUSTER SHARDS
    command(131, text(1781, 14), Traits::NONE, steps(0, 1)), // CLUSTER SLAVES
    command(132, text(1795, 18), Traits::NONE, steps(122, 1)), // CLUSTER SLOT-STATS
    command(133, text(1820, 13), Traits::NONE, steps(0, 0)), // CLUSTER SLOTS
    command(134, text(1833, 17), Traits::NONE, steps(127, 1)), // CLUSTER SYNCSLOTS
    command(135, text(1882, 10), Traits::NONE, steps(11, 2)), // CMS.INCRBY
    command(136, text(1892, 8), Traits::NONE, steps(7, 1)), // CMS.INFO
    command(137, text(1900, 13), Traits::NONE, steps(13, 3)), // CMS.INITBYDIM
    command(138, text(1913, 14), Traits::NONE, steps(13, 3)), // CMS.INITBYPROB
    command(139, text(1927, 9), Traits::NONE, steps(128, 3)), // CMS.MERGE
    command(140, text(1943, 9), Traits::NONE, steps(9, 2)), // CMS.QUERY
    command(141, text(1952, 7), Traits::CONTAINER.and(Traits::SECRET), steps(0, 0)), // COMMAND
    command(142, text(1959, 13), Traits::NONE, steps(0, 0)), // COMMAND COUNT
    command(143, text(1972, 12), Traits::NONE, steps(1, 1)), // COMMAND DOCS
    command(144, text(1984, 15), Traits::SECRET, steps(4, 2)), // COMMAND GETKEYS
    command(145, text(1999, 23), Traits::SECRET, steps(4, 2)), // COMMAND GETKEYSANDFLAGS
    command(146, text(2022, 12), Traits::NONE, steps(0, 0)), // COMMAND HELP
    command(147, text(2034, 12), Traits::NONE, steps(1, 1)), // COMMAND INFO
    command(148, text(2046, 12), Traits::NONE, steps(132, 1)), // COMMAND LIST
    command(149, text(1698, 6), Traits::CONTAINER.and(Traits::SECRET), steps(0, 0)), // CONFIG
    command(150, text(2085, 10), Traits::NONE, steps(1, 1)), // CONFIG GET
    command(151, text(2095, 11), Traits::NONE, steps(0, 0)), // CONFIG HELP
    command(152, text(2106, 16), Traits::NONE, steps(0, 0)), // CONFIG RESETSTAT
    command(153, text(2122, 14), Traits::NONE, steps(0, 0)), // CONFIG REWRITE
    command(154, text(2136, 10), Traits::SECRET, steps(135, 1)), // CONFIG SET
    command(155, text(2146, 4), Traits::NONE, steps(136, 3)), // COPY
    command(156, text(2157, 6), Traits::NONE, steps(0, 0)), // DBSIZE
    command(157, text(430, 5), Traits::NONE, steps(0, 0)), // DEBUG
    command(158, text(2163, 4), Traits::NONE, steps(7, 1)), // DECR
    command(159, text(2167, 6), Traits::NONE, steps(7, 2)), // DECRBY
    command(160, text(14, 3), Traits::NONE, steps(62, 1)), // DEL
    command(161, text(2173, 5), Traits::NONE, steps(139, 2)), // DELEX
    command(162, text(2196, 6), Traits::NONE, steps(7, 1)), // DIGEST
    command(163, text(2202, 7), Traits::NONE, steps(0, 0)), // DISCARD
    command(164, text(557, 4), Traits::NONE, steps(7, 1)), // DUMP
    command(165, text(2209, 4), Traits::NONE, steps(0, 1)), // ECHO
    command(166, text(2213, 4), Traits::NONE, steps(141, 3)), // EVAL
    command(167, text(2217, 7), Traits::SCRIPT_DIGEST, steps(141, 3)), // EVALSHA
    command(168, text(2224, 10), Traits::SCRIPT_DIGEST, steps(141, 3)), // EVALSHA_RO
    command(169, text(2234, 7), Traits::NONE, steps(141, 3)), // EVAL_RO
    command(170, text(2241, 4), Traits::NONE, steps(0, 0)), // EXEC
    command(171, text(438, 6), Traits::NONE, steps(62, 1)), // EXISTS
    command(172, text(2245, 6), Traits::NONE, steps(144, 3)), // EXPIRE
    command(173, text(2253, 8), Traits::NONE, steps(144, 3)), // EXPIREAT
    command(174, text(2261, 10), Traits::NONE, steps(7, 1)), // EXPIRETIME
    command(175, text(1427, 8), Traits::NONE, steps(150, 1)), // FAILOVER
    command(176, text(2271, 5), Traits::FUNCTION_NAME, steps(141, 3)), // FCALL
    command(177, text(2276, 8), Traits::FUNCTION_NAME, steps(141, 3)), // FCALL_RO
    command(178, text(2284, 8), Traits::NONE, steps(151, 1)), // FLUSHALL
    command(179, text(2297, 7), Traits::NONE, steps(151, 1)), // FLUSHDB
    command(180, text(2304, 6), Traits::NONE, steps(8, 2)), // FT.ADD
    command(181, text(2310, 12), Traits::NONE, steps(162, 3)), // FT.AGGREGATE
    command(182, text(2470, 11), Traits::NONE, steps(3, 2)), // FT.ALIASADD
    command(183, text(2481, 11), Traits::NONE, steps(0, 1)), // FT.ALIASDEL
    command(184, text(2492, 12), Traits::NONE, steps(0, 1)), // FT.ALIASLIST
    command(185, text(2504, 14), Traits::NONE, steps(3, 2)), // FT.ALIASUPDATE
    command(186, text(2518, 8), Traits::NONE, steps(165, 2)), // FT.ALTER
    command(187, text(2547, 9), Traits::CONTAINER.and(Traits::SECRET), steps(0, 0)), // FT.CONFIG
    command(188, text(2556, 13), Traits::NONE, steps(0, 1)), // FT.CONFIG GET
    command(189, text(2569, 14), Traits::NONE, steps(0, 1)), // FT.CONFIG HELP
    command(190, text(2583, 13), Traits::SECRET, steps(133, 2)), // FT.CONFIG SET
    command(191, text(2596, 9), Traits::NONE, steps(173, 2)), // FT.CREATE
    command(192, text(2825, 9), Traits::CONTAINER, steps(0, 0)), // FT.CURSOR
    command(193, text(2834, 13), Traits::NONE, steps(3, 2)), // FT.CURSOR DEL
    command(194, text(2847, 12), Traits::NONE, steps(0, 0)), // FT.CURSOR GC
    command(195, text(2859, 14), Traits::NONE, steps(175, 3)), // FT.CURSOR READ
    command(196, text(2873, 6), Traits::NONE, steps(8, 2)), // FT.DEL
    command(197, text(2879, 10), Traits::NONE, steps(0, 2)), // FT.DICTADD
    command(198, text(2889, 10), Traits::NONE, steps(0, 2)), // FT.DICTDEL
    command(199, text(2899, 11), Traits::NONE, steps(0, 1)), // FT.DICTDUMP
    command(200, text(2910, 7), Traits::NONE, steps(0, 0)), // FT.DROP
    command(201, text(2917, 12), Traits::NONE, steps(178, 2)), // FT.DROPINDEX
    command(202, text(2929, 10), Traits::NONE, steps(180, 3)), // FT.EXPLAIN
    command(203, text(2939, 13), Traits::NONE, steps(180, 3)), // FT.EXPLAINCLI
    command(204, text(2952, 6), Traits::NONE, steps(8, 2)), // FT.GET
    command(205, text(2958, 9), Traits::NONE, steps(205, 2)), // FT.HYBRID
    command(206, text(3127, 7), Traits::NONE, steps(0, 1)), // FT.INFO
    command(207, text(3134, 7), Traits::NONE, steps(0, 0)), // FT.MGET
    command(208, text(3141, 10), Traits::NONE, steps(207, 3)), // FT.PROFILE
    command(209, text(3158, 10), Traits::NONE, steps(8, 2)), // FT.SAFEADD
    command(210, text(3168, 9), Traits::NONE, steps(217, 3)), // FT.SEARCH
    command(211, text(3317, 13), Traits::NONE, steps(223, 3)), // FT.SPELLCHECK
    command(212, text(3357, 9), Traits::NONE, steps(226, 4)), // FT.SUGADD
    command(213, text(3366, 9), Traits::NONE, steps(7, 2)), // FT.SUGDEL
    command(214, text(3375, 9), Traits::NONE, steps(230, 3)), // FT.SUGGET
    command(215, text(3389, 9), Traits::NONE, steps(7, 1)), // FT.SUGLEN
    command(216, text(3398, 9), Traits::NONE, steps(0, 0)), // FT.SYNADD
    command(217, text(3407, 10), Traits::NONE, steps(0, 1)), // FT.SYNDUMP
    command(218, text(3417, 12), Traits::NONE, steps(233, 4)), // FT.SYNUPDATE
    command(219, text(3429, 10), Traits::NONE, steps(3, 2)), // FT.TAGVALS
    command(220, text(3439, 16), Traits::NONE, steps(3, 2)), // FT._ALIASADDIFNX
    command(221, text(3455, 15), Traits::NONE, steps(0, 1)), // FT._ALIASDELIFX
    command(222, text(3470, 13), Traits::NONE, steps(165, 2)), // FT._ALTERIFNX
    command(223, text(3483, 14), Traits::NONE, steps(173, 2)), // FT._CREATEIFNX
    command(224, text(3497, 11), Traits::NONE, steps(0, 0)), // FT._DROPIFX
    command(225, text(3508, 16), Traits::NONE, steps(178, 2)), // FT._DROPINDEXIFX
    command(226, text(3524, 8), Traits::NONE, steps(0, 0)), // FT._LIST
    command(227, text(3532, 8), Traits::CONTAINER, steps(0, 0)), // FUNCTION
    command(228, text(3540, 15), Traits::NONE, steps(0, 1)), // FUNCTION DELETE
    command(229, text(3555, 13), Traits::NONE, steps(0, 0)), // FUNCTION DUMP
    command(230, text(3568, 14), Traits::NONE, steps(151, 1)), // FUNCTION FLUSH
    command(231, text(3582, 13), Traits::NONE, steps(0, 0)), // FUNCTION HELP
    command(232, text(3595, 13), Traits::NONE, steps(0, 0)), // FUNCTION KILL
    command(233, text(3608, 13), Traits::NONE, steps(237, 1)), // FUNCTION LIST
    command(234, text(3640, 13), Traits::NONE, steps(238, 2)), // FUNCTION LOAD
    command(235, text(3653, 16), Traits::NONE, steps(240, 2)), // FUNCTION RESTORE
    command(236, text(3669, 14), Traits::NONE, steps(0, 0)), // FUNCTION STATS
    command(237, text(3683, 6), Traits::NONE, steps(242, 3)), // GEOADD
    command(238, text(3689, 7), Traits::NONE, steps(245, 4)), // GEODIST
    command(239, text(3696, 7), Traits::NONE, steps(9, 2)), // GEOHASH
    command(240, text(3703, 6), Traits::NONE, steps(9, 2)), // GEOPOS
    command(241, text(3709, 9), Traits::NONE, steps(251, 6)), // GEORADIUS
    command(242, text(3755, 17), Traits::NONE, steps(257, 5)), // GEORADIUSBYMEMBER
    command(243, text(3772, 20), Traits::NONE, steps(262, 5)), // GEORADIUSBYMEMBER_RO
    command(244, text(3792, 12), Traits::NONE, steps(267, 6)), // GEORADIUS_RO
    command(245, text(3804, 9), Traits::NONE, steps(273, 2)), // GEOSEARCH
    command(246, text(3846, 14), Traits::NONE, steps(275, 3)), // GEOSEARCHSTORE
    command(247, text(46, 3), Traits::NONE, steps(7, 1)), // GET
    command(248, text(3860, 6), Traits::NONE, steps(7, 2)), // GETBIT
    command(249, text(3866, 6), Traits::NONE, steps(7, 1)), // GETDEL
    command(250, text(3872, 5), Traits::NONE, steps(278, 2)), // GETEX
    command(251, text(162, 8), Traits::NONE, steps(13, 3)), // GETRANGE
    command(252, text(3894, 6), Traits::NONE, steps(7, 2)), // GETSET
    command(253, text(3900, 4), Traits::NONE, steps(281, 2)), // HDEL
    command(254, text(3904, 5), Traits::SECRET, steps(283, 2)), // HELLO
    command(255, text(3909, 7), Traits::NONE, steps(285, 2)), // HEXISTS
    command(256, text(3916, 7), Traits::NONE, steps(288, 3)), // HEXPIRE
    command(257, text(3923, 9), Traits::NONE, steps(288, 3)), // HEXPIREAT
    command(258, text(3932, 11), Traits::NONE, steps(291, 2)), // HEXPIRETIME
    command(259, text(3943, 4), Traits::NONE, steps(285, 2)), // HGET
    command(260, text(3947, 7), Traits::NONE, steps(7, 1)), // HGETALL
    command(261, text(3954, 7), Traits::NONE, steps(291, 2)), // HGETDEL
    command(262, text(3961, 6), Traits::NONE, steps(293, 2)), // HGETEX
    command(263, text(3967, 7), Traits::CONTAINER, steps(0, 0)), // HIMPORT
    command(264, text(3974, 15), Traits::NONE, steps(0, 1)), // HIMPORT DISCARD
    command(265, text(3989, 18), Traits::NONE, steps(0, 0)), // HIMPORT DISCARDALL
    command(266, text(4007, 15), Traits::NONE, steps(295, 2)), // HIMPORT PREPARE
    command(267, text(4022, 11), Traits::NONE, steps(30, 3)), // HIMPORT SET
    command(268, text(4033, 7), Traits::NONE, steps(297, 3)), // HINCRBY
    command(269, text(4040, 12), Traits::NONE, steps(297, 3)), // HINCRBYFLOAT
    command(270, text(4052, 5), Traits::NONE, steps(7, 1)), // HKEYS
    command(271, text(4057, 4), Traits::NONE, steps(7, 1)), // HLEN
    command(272, text(4061, 5), Traits::NONE, steps(281, 2)), // HMGET
    command(273, text(4066, 5), Traits::NONE, steps(300, 2)), // HMSET
    command(274, text(4071, 7), Traits::CONTAINER, steps(0, 0)), // HOTKEYS
    command(275, text(4078, 11), Traits::NONE, steps(0, 0)), // HOTKEYS GET
    command(276, text(4089, 12), Traits::NONE, steps(0, 0)), // HOTKEYS HELP
    command(277, text(4101, 13), Traits::NONE, steps(0, 0)), // HOTKEYS RESET
    command(278, text(4114, 13), Traits::NONE, steps(302, 1)), // HOTKEYS START
    command(279, text(4148, 12), Traits::NONE, steps(0, 0)), // HOTKEYS STOP
    command(280, text(4160, 8), Traits::NONE, steps(291, 2)), // HPERSIST
    command(281, text(4168, 8), Traits::NONE, steps(288, 3)), // HPEXPIRE
    command(282, text(4176, 10), Traits::NONE, steps(288, 3)), // HPEXPIREAT
    command(283, text(4186, 12), Traits::NONE, steps(291, 2)), // HPEXPIRETIME
    command(284, text(4198, 5), Traits::NONE, steps(291, 2)), // HPTTL
    command(285, text(4203, 10), Traits::NONE, steps(303, 3)), // HRANDFIELD
    command(286, text(4213, 5), Traits::NONE, steps(306, 3)), // HSCAN
    command(287, text(4226, 4), Traits::NONE, steps(300, 2)), // HSET
    command(288, text(4230, 6), Traits::NONE, steps(310, 2)), // HSETEX
    command(289, text(4246, 6), Traits::NONE, steps(297, 3)), // HSETNX
    command(290, text(4252, 7), Traits::NONE, steps(285, 2)), // HSTRLEN
    command(291, text(4259, 4), Traits::NONE, steps(291, 2)), // HTTL
    command(292, text(4263, 5), Traits::NONE, steps(7, 1)), // HVALS
    command(293, text(626, 4), Traits::NONE, steps(7, 1)), // INCR
    command(294, text(626, 6), Traits::NONE, steps(7, 2)), // INCRBY
    command(295, text(4041, 11), Traits::NONE, steps(7, 2)), // INCRBYFLOAT
    command(296, text(4268, 6), Traits::NONE, steps(312, 2)), // INCREX
    command(297, text(218, 4), Traits::NONE, steps(1, 1)), // INFO
    command(298, text(4302, 14), Traits::NONE, steps(30, 3)), // JSON.ARRAPPEND
    command(299, text(4316, 13), Traits::NONE, steps(314, 5)), // JSON.ARRINDEX
    command(300, text(4329, 14), Traits::NONE, steps(319, 4)), // JSON.ARRINSERT
    command(301, text(4343, 11), Traits::NONE, steps(7, 2)), // JSON.ARRLEN
    command(302, text(4354, 11), Traits::NONE, steps(324, 4)), // JSON.ARRPOP
    command(303, text(4379, 12), Traits::NONE, steps(63, 4)), // JSON.ARRTRIM
    command(304, text(4391, 10), Traits::NONE, steps(7, 2)), // JSON.CLEAR
    command(305, text(4401, 10), Traits::CONTAINER, steps(0, 0)), // JSON.DEBUG
    command(306, text(4411, 15), Traits::NONE, steps(0, 0)), // JSON.DEBUG HELP
    command(307, text(4426, 17), Traits::NONE, steps(7, 2)), // JSON.DEBUG MEMORY
    command(308, text(4443, 8), Traits::NONE, steps(7, 2)), // JSON.DEL
    command(309, text(4451, 11), Traits::NONE, steps(7, 2)), // JSON.FORGET
    command(310, text(4462, 8), Traits::NONE, steps(329, 3)), // JSON.GET
    command(311, text(4488, 10), Traits::NONE, steps(333, 4)), // JSON.MERGE
    command(312, text(4502, 9), Traits::NONE, steps(85, 2)), // JSON.MGET
    command(313, text(4511, 9), Traits::NONE, steps(337, 1)), // JSON.MSET
    command(314, text(4520, 14), Traits::NONE, steps(13, 3)), // JSON.NUMINCRBY
    command(315, text(4534, 14), Traits::NONE, steps(13, 3)), // JSON.NUMMULTBY
    command(316, text(4548, 13), Traits::NONE, steps(13, 3)), // JSON.NUMPOWBY
    command(317, text(4561, 12), Traits::NONE, steps(7, 2)), // JSON.OBJKEYS
    command(318, text(4573, 11), Traits::NONE, steps(7, 2)), // JSON.OBJLEN
    command(319, text(4584, 9), Traits::NONE, steps(7, 2)), // JSON.RESP
    command(320, text(4593, 8), Traits::NONE, steps(339, 4)), // JSON.SET
    command(321, text(4621, 14), Traits::NONE, steps(13, 3)), // JSON.STRAPPEND
    command(322, text(4635, 11), Traits::NONE, steps(7, 2)), // JSON.STRLEN
    command(323, text(4646, 11), Traits::NONE, steps(7, 2)), // JSON.TOGGLE
    command(324, text(4657, 9), Traits::NONE, steps(7, 2)), // JSON.TYPE
    command(325, text(1372, 4), Traits::NONE, steps(0, 1)), // KEYS
    command(326, text(4666, 8), Traits::NONE, steps(0, 0)), // LASTSAVE
    command(327, text(4674, 7), Traits::CONTAINER, steps(0, 0)), // LATENCY
    command(328, text(4681, 14), Traits::NONE, steps(0, 0)), // LATENCY DOCTOR
    command(329, text(4695, 13), Traits::NONE, steps(0, 1)), // LATENCY GRAPH
    command(330, text(4708, 12), Traits::NONE, steps(0, 0)), // LATENCY HELP
    command(331, text(4720, 17), Traits::NONE, steps(1, 1)), // LATENCY HISTOGRAM
    command(332, text(4737, 15), Traits::NONE, steps(0, 1)), // LATENCY HISTORY
    command(333, text(4752, 14), Traits::NONE, steps(0, 0)), // LATENCY LATEST
    command(334, text(4766, 13), Traits::NONE, steps(1, 1)), // LATENCY RESET
    command(335, text(4779, 3), Traits::NONE, steps(343, 3)), // LCS
    command(336, text(4808, 6), Traits::NONE, steps(7, 2)), // LINDEX
    command(337, text(4814, 7), Traits::NONE, steps(346, 4)), // LINSERT
    command(338, text(2619, 4), Traits::NONE, steps(7, 1)), // LLEN
    command(339, text(670, 5), Traits::NONE, steps(68, 4)), // LMOVE
    command(340, text(685, 6), Traits::NONE, steps(350, 5)), // LMOVEM
    command(341, text(706, 5), Traits::NONE, steps(82, 3)), // LMPOP
    command(342, text(4832, 6), Traits::NONE, steps(355, 1)), // LOLWUT
    command(343, text(712, 4), Traits::NONE, steps(7, 2)), // LPOP
    command(344, text(4845, 4), Traits::NONE, steps(356, 3)), // LPOS
    command(345, text(726, 5), Traits::NONE, steps(9, 2)), // LPUSH
    command(346, text(4859, 6), Traits::NONE, steps(9, 2)), // LPUSHX
    command(347, text(149, 6), Traits::NONE, steps(13, 3)), // LRANGE
    command(348, text(4865, 4), Traits::NONE, steps(13, 3)), // LREM
    command(349, text(4869, 4), Traits::NONE, steps(13, 3)), // LSET
    command(350, text(4873, 5), Traits::NONE, steps(13, 3)), // LTRIM
    command(351, text(4437, 6), Traits::CONTAINER, steps(0, 0)), // MEMORY
    command(352, text(4878, 13), Traits::NONE, steps(0, 0)), // MEMORY DOCTOR
    command(353, text(4891, 11), Traits::NONE, steps(0, 0)), // MEMORY HELP
    command(354, text(4902, 19), Traits::NONE, steps(0, 0)), // MEMORY MALLOC-STATS
    command(355, text(4921, 12), Traits::NONE, steps(0, 0)), // MEMORY PURGE
    command(356, text(4933, 12), Traits::NONE, steps(0, 0)), // MEMORY STATS
    command(357, text(4945, 12), Traits::NONE, steps(359, 2)), // MEMORY USAGE
    command(358, text(255, 4), Traits::NONE, steps(62, 1)), // MGET
    command(359, text(4964, 7), Traits::SECRET, steps(361, 6)), // MIGRATE
    command(360, text(2066, 6), Traits::CONTAINER.and(Traits::SECRET), steps(0, 0)), // MODULE
    command(361, text(4976, 11), Traits::NONE, steps(0, 0)), // MODULE HELP
    command(362, text(4987, 11), Traits::NONE, steps(0, 0)), // MODULE LIST
    command(363, text(4998, 11), Traits::SECRET, steps(4, 2)), // MODULE LOAD
    command(364, text(5009, 13), Traits::SECRET, steps(368, 2)), // MODULE LOADEX
    command(365, text(5026, 13), Traits::NONE, steps(0, 1)), // MODULE UNLOAD
    command(366, text(5039, 7), Traits::NONE, steps(0, 0)), // MONITOR
    command(367, text(671, 4), Traits::NONE, steps(7, 2)), // MOVE
    command(368, text(261, 4), Traits::NONE, steps(370, 1)), // MSET
    command(369, text(5046, 6), Traits::NONE, steps(371, 2)), // MSETEX
    command(370, text(5052, 6), Traits::NONE, steps(370, 1)), // MSETNX
    command(371, text(5058, 5), Traits::NONE, steps(0, 0)), // MULTI
    command(372, text(5063, 6), Traits::CONTAINER, steps(0, 0)), // OBJECT
    command(373, text(5069, 15), Traits::NONE, steps(7, 1)), // OBJECT ENCODING
    command(374, text(5084, 11), Traits::NONE, steps(7, 1)), // OBJECT FREQ
    command(375, text(5095, 11), Traits::NONE, steps(0, 0)), // OBJECT HELP
    command(376, text(5106, 15), Traits::NONE, steps(7, 1)), // OBJECT IDLETIME
    command(377, text(5121, 15), Traits::NONE, steps(7, 1)), // OBJECT REFCOUNT
    command(378, text(3887, 7), Traits::NONE, steps(7, 1)), // PERSIST
    command(379, text(4169, 7), Traits::NONE, steps(144, 3)), // PEXPIRE
    command(380, text(4177, 9), Traits::NONE, steps(144, 3)), // PEXPIREAT
    command(381, text(4187, 11), Traits::NONE, steps(7, 1)), // PEXPIRETIME
    command(382, text(5136, 5), Traits::NONE, steps(9, 2)), // PFADD
    command(383, text(5141, 7), Traits::NONE, steps(62, 1)), // PFCOUNT
    command(384, text(5148, 7), Traits::NONE, steps(8, 2)), // PFDEBUG
    command(385, text(5155, 7), Traits::NONE, steps(61, 2)), // PFMERGE
    command(386, text(5162, 10), Traits::NONE, steps(0, 0)), // PFSELFTEST
    command(387, text(5172, 4), Traits::NONE, steps(0, 1)), // PING
    command(388, text(5176, 6), Traits::NONE, steps(13, 3)), // PSETEX
    command(389, text(5182, 10), Traits::NONE, steps(1, 1)), // PSUBSCRIBE
    command(390, text(5192, 5), Traits::NONE, steps(3, 2)), // PSYNC
    command(391, text(4199, 4), Traits::NONE, steps(7, 1)), // PTTL
    command(392, text(5197, 7), Traits::NONE, steps(3, 2)), // PUBLISH
    command(393, text(1023, 6), Traits::CONTAINER, steps(0, 0)), // PUBSUB
    command(394, text(5204, 15), Traits::NONE, steps(0, 1)), // PUBSUB CHANNELS
    command(395, text(5219, 11), Traits::NONE, steps(0, 0)), // PUBSUB HELP
    command(396, text(5230, 13), Traits::NONE, steps(0, 0)), // PUBSUB NUMPAT
    command(397, text(5243, 13), Traits::NONE, steps(1, 1)), // PUBSUB NUMSUB
    command(398, text(5256, 20), Traits::NONE, steps(0, 1)), // PUBSUB SHARDCHANNELS
    command(399, text(5276, 18), Traits::NONE, steps(1, 1)), // PUBSUB SHARDNUMSUB
    command(400, text(5294, 12), Traits::NONE, steps(1, 1)), // PUNSUBSCRIBE
    command(401, text(5306, 4), Traits::NONE, steps(0, 0)), // QUIT
    command(402, text(5310, 9), Traits::NONE, steps(0, 0)), // RANDOMKEY
    command(403, text(5319, 8), Traits::NONE, steps(0, 0)), // READONLY
    command(404, text(5327, 9), Traits::NONE, steps(0, 0)), // READWRITE
    command(405, text(5336, 6), Traits::NONE, steps(68, 2)), // RENAME
    command(406, text(5342, 8), Traits::NONE, steps(68, 2)), // RENAMENX
    command(407, text(5350, 8), Traits::NONE, steps(0, 0)), // REPLCONF
    command(408, text(5358, 9), Traits::NONE, steps(374, 1)), // REPLICAOF
    command(409, text(84, 5), Traits::NONE, steps(0, 0)), // RESET
    command(410, text(3662, 7), Traits::NONE, steps(375, 4)), // RESTORE
    command(411, text(5373, 14), Traits::NONE, steps(375, 4)), // RESTORE-ASKING
    command(412, text(5387, 4), Traits::NONE, steps(0, 0)), // ROLE
    command(413, text(717, 4), Traits::NONE, steps(7, 2)), // RPOP
    command(414, text(722, 9), Traits::NONE, steps(68, 2)), // RPOPLPUSH
    command(415, text(5391, 5), Traits::NONE, steps(9, 2)), // RPUSH
    command(416, text(5396, 6), Traits::NONE, steps(9, 2)), // RPUSHX
    command(417, text(2477, 4), Traits::NONE, steps(9, 2)), // SADD
    command(418, text(93, 4), Traits::NONE, steps(0, 0)), // SAVE
    command(419, text(299, 4), Traits::NONE, steps(379, 2)), // SCAN
    command(420, text(2204, 5), Traits::NONE, steps(7, 1)), // SCARD
    command(421, text(5402, 6), Traits::CONTAINER, steps(0, 0)), // SCRIPT
    command(422, text(5408, 12), Traits::NONE, steps(381, 1)), // SCRIPT DEBUG
    command(423, text(5420, 13), Traits::NONE, steps(1, 1)), // SCRIPT EXISTS
    command(424, text(5433, 12), Traits::NONE, steps(151, 1)), // SCRIPT FLUSH
    command(425, text(5445, 11), Traits::NONE, steps(0, 0)), // SCRIPT HELP
    command(426, text(5456, 11), Traits::NONE, steps(0, 0)), // SCRIPT KILL
    command(427, text(5467, 11), Traits::NONE, steps(0, 1)), // SCRIPT LOAD
    command(428, text(5478, 5), Traits::NONE, steps(62, 1)), // SDIFF
    command(429, text(5483, 9), Traits::NONE, steps(382, 2)), // SDIFFCARD
    command(430, text(5492, 10), Traits::NONE, steps(61, 2)), // SDIFFSTORE
    command(431, text(5502, 18), Traits::NONE, steps(0, 0)), // SEARCH.CLUSTERINFO
    command(432, text(5520, 21), Traits::NONE, steps(0, 0)), // SEARCH.CLUSTERREFRESH
    command(433, text(5541, 17), Traits::SECRET, steps(5, 1)), // SEARCH.CLUSTERSET
    command(434, text(5558, 6), Traits::NONE, steps(0, 1)), // SELECT
    command(435, text(5564, 8), Traits::CONTAINER.and(Traits::SECRET), steps(0, 0)), // SENTINEL
    command(436, text(5572, 17), Traits::NONE, steps(0, 1)), // SENTINEL CKQUORUM
    command(437, text(5589, 15), Traits::SECRET, steps(4, 2)), // SENTINEL CONFIG
    command(438, text(5604, 14), Traits::NONE, steps(1, 1)), // SENTINEL DEBUG
    command(439, text(5618, 17), Traits::NONE, steps(0, 1)), // SENTINEL FAILOVER
    command(440, text(5635, 20), Traits::NONE, steps(0, 0)), // SENTINEL FLUSHCONFIG
    command(441, text(5655, 32), Traits::NONE, steps(0, 1)), // SENTINEL GET-MASTER-ADDR-BY-NAME
    command(442, text(5687, 13), Traits::NONE, steps(0, 0)), // SENTINEL HELP
    command(443, text(5700, 19), Traits::NONE, steps(1, 1)), // SENTINEL INFO-CACHE
    command(444, text(5719, 31), Traits::NONE, steps(210, 4)), // SENTINEL IS-MASTER-DOWN-BY-ADDR
    command(445, text(5750, 15), Traits::NONE, steps(0, 1)), // SENTINEL MASTER
    command(446, text(5765, 16), Traits::NONE, steps(0, 0)), // SENTINEL MASTERS
    command(447, text(5781, 16), Traits::NONE, steps(210, 4)), // SENTINEL MONITOR
    command(448, text(5797, 13), Traits::NONE, steps(0, 0)), // SENTINEL MYID
    command(449, text(5810, 24), Traits::NONE, steps(0, 0)), // SENTINEL PENDING-SCRIPTS
    command(450, text(5834, 15), Traits::NONE, steps(0, 1)), // SENTINEL REMOVE
    command(451, text(5849, 17), Traits::NONE, steps(0, 1)), // SENTINEL REPLICAS
    command(452, text(5866, 14), Traits::NONE, steps(0, 1)), // SENTINEL RESET
    command(453, text(5880, 18), Traits::NONE, steps(0, 1)), // SENTINEL SENTINELS
    command(454, text(5898, 12), Traits::SECRET, steps(384, 2)), // SENTINEL SET
    command(455, text(5910, 15), Traits::NONE, steps(0, 1)), // SENTINEL SLAVES
    command(456, text(86, 3), Traits::NONE, steps(386, 3)), // SET
    command(457, text(5925, 6), Traits::NONE, steps(13, 3)), // SETBIT
    command(458, text(4231, 5), Traits::NONE, steps(13, 3)), // SETEX
    command(459, text(4247, 5), Traits::NONE, steps(7, 2)), // SETNX
    command(460, text(5931, 8), Traits::NONE, steps(13, 3)), // SETRANGE
    command(461, text(5939, 8), Traits::NONE, steps(389, 1)), // SHUTDOWN
    command(462, text(5956, 6), Traits::NONE, steps(62, 1)), // SINTER
    command(463, text(5962, 10), Traits::NONE, steps(382, 2)), // SINTERCARD
    command(464, text(5972, 11), Traits::NONE, steps(61, 2)), // SINTERSTORE
    command(465, text(5983, 9), Traits::NONE, steps(7, 2)), // SISMEMBER
    command(466, text(5992, 7), Traits::NONE, steps(374, 1)), // SLAVEOF
    command(467, text(5999, 7), Traits::CONTAINER, steps(0, 0)), // SLOWLOG
    command(468, text(6006, 11), Traits::NONE, steps(0, 1)), // SLOWLOG GET
    command(469, text(6017, 12), Traits::NONE, steps(0, 0)), // SLOWLOG HELP
    command(470, text(6029, 11), Traits::NONE, steps(0, 0)), // SLOWLOG LEN
    command(471, text(6040, 13), Traits::NONE, steps(0, 0)), // SLOWLOG RESET
    command(472, text(5985, 8), Traits::NONE, steps(7, 1)), // SMEMBERS
    command(473, text(6053, 10), Traits::NONE, steps(9, 2)), // SMISMEMBER
    command(474, text(6063, 5), Traits::NONE, steps(87, 3)), // SMOVE
    command(475, text(2429, 4), Traits::NONE, steps(390, 2)), // SORT
    command(476, text(6068, 7), Traits::NONE, steps(392, 2)), // SORT_RO
    command(477, text(6075, 4), Traits::NONE, steps(7, 2)), // SPOP
    command(478, text(6079, 8), Traits::NONE, steps(3, 2)), // SPUBLISH
    command(479, text(6087, 11), Traits::NONE, steps(7, 2)), // SRANDMEMBER
    command(480, text(6098, 4), Traits::NONE, steps(9, 2)), // SREM
    command(481, text(6102, 5), Traits::NONE, steps(394, 3)), // SSCAN
    command(482, text(6107, 10), Traits::NONE, steps(1, 1)), // SSUBSCRIBE
    command(483, text(4253, 6), Traits::NONE, steps(7, 1)), // STRLEN
    command(484, text(5183, 9), Traits::NONE, steps(1, 1)), // SUBSCRIBE
    command(485, text(6117, 6), Traits::NONE, steps(13, 3)), // SUBSTR
    command(486, text(6123, 6), Traits::NONE, steps(62, 1)), // SUNION
    command(487, text(6129, 10), Traits::NONE, steps(397, 2)), // SUNIONCARD
    command(488, text(6145, 11), Traits::NONE, steps(61, 2)), // SUNIONSTORE
    command(489, text(6156, 12), Traits::NONE, steps(1, 1)), // SUNSUBSCRIBE
    command(490, text(6168, 6), Traits::NONE, steps(3, 2)), // SWAPDB
    command(491, text(1841, 4), Traits::NONE, steps(0, 0)), // SYNC
    command(492, text(6174, 11), Traits::NONE, steps(9, 2)), // TDIGEST.ADD
    command(493, text(6185, 14), Traits::NONE, steps(9, 2)), // TDIGEST.BYRANK
    command(494, text(6199, 17), Traits::NONE, steps(9, 2)), // TDIGEST.BYREVRANK
    command(495, text(6216, 11), Traits::NONE, steps(9, 2)), // TDIGEST.CDF
    command(496, text(6227, 14), Traits::NONE, steps(399, 2)), // TDIGEST.CREATE
    command(497, text(6252, 12), Traits::NONE, steps(7, 1)), // TDIGEST.INFO
    command(498, text(6264, 11), Traits::NONE, steps(7, 1)), // TDIGEST.MAX
    command(499, text(6275, 13), Traits::NONE, steps(401, 3)), // TDIGEST.MERGE
    command(500, text(6296, 11), Traits::NONE, steps(7, 1)), // TDIGEST.MIN
    command(501, text(6307, 16), Traits::NONE, steps(9, 2)), // TDIGEST.QUANTILE
    command(502, text(6323, 12), Traits::NONE, steps(9, 2)), // TDIGEST.RANK
    command(503, text(6335, 13), Traits::NONE, steps(7, 1)), // TDIGEST.RESET
    command(504, text(6348, 15), Traits::NONE, steps(9, 2)), // TDIGEST.REVRANK
    command(505, text(6363, 20), Traits::NONE, steps(13, 3)), // TDIGEST.TRIMMED_MEAN
    command(506, text(1248, 4), Traits::NONE, steps(0, 0)), // TIME
    command(507, text(6383, 21), Traits::SECRET, steps(5, 1)), // TIMESERIES.CLUSTERSET
    command(508, text(6404, 25), Traits::NONE, steps(0, 0)), // TIMESERIES.REFRESHCLUSTER
    command(509, text(6429, 8), Traits::NONE, steps(9, 2)), // TOPK.ADD
    command(510, text(6437, 10), Traits::NONE, steps(9, 2)), // TOPK.COUNT
    command(511, text(6447, 11), Traits::NONE, steps(11, 2)), // TOPK.INCRBY
    command(512, text(6458, 9), Traits::NONE, steps(7, 1)), // TOPK.INFO
    command(513, text(6467, 9), Traits::NONE, steps(404, 2)), // TOPK.LIST
    command(514, text(6485, 10), Traits::NONE, steps(9, 2)), // TOPK.QUERY
    command(515, text(6495, 12), Traits::NONE, steps(314, 5)), // TOPK.RESERVE
    command(516, text(1089, 5), Traits::NONE, steps(62, 1)), // TOUCH
    command(517, text(6507, 9), Traits::NONE, steps(407, 1)), // TRIMSLOTS
    command(518, text(6516, 6), Traits::NONE, steps(410, 4)), // TS.ADD
    command(519, text(6603, 8), Traits::NONE, steps(414, 2)), // TS.ALTER
    command(520, text(6611, 9), Traits::NONE, steps(416, 2)), // TS.CREATE
    command(521, text(6620, 13), Traits::NONE, steps(420, 4)), // TS.CREATERULE
    command(522, text(6683, 9), Traits::NONE, steps(424, 3)), // TS.DECRBY
    command(523, text(6701, 6), Traits::NONE, steps(13, 3)), // TS.DEL
    command(524, text(6707, 13), Traits::NONE, steps(68, 2)), // TS.DELETERULE
    command(525, text(6720, 6), Traits::NONE, steps(427, 2)), // TS.GET
    command(526, text(6726, 9), Traits::NONE, steps(424, 3)), // TS.INCRBY
    command(527, text(6735, 7), Traits::NONE, steps(429, 2)), // TS.INFO
    command(528, text(6742, 7), Traits::NONE, steps(337, 1)), // TS.MADD
    command(529, text(6749, 7), Traits::NONE, steps(431, 1)), // TS.MGET
    command(530, text(6781, 9), Traits::NONE, steps(439, 3)), // TS.MRANGE
    command(531, text(6854, 12), Traits::NONE, steps(439, 3)), // TS.MREVRANGE
    command(532, text(6866, 9), Traits::NONE, steps(443, 4)), // TS.NRANGE
    command(533, text(6875, 12), Traits::NONE, steps(443, 4)), // TS.NREVRANGE
    command(534, text(6887, 13), Traits::NONE, steps(1, 1)), // TS.QUERYINDEX
    command(535, text(6900, 14), Traits::NONE, steps(447, 1)), // TS.QUERYLABELS
    command(536, text(6914, 8), Traits::NONE, steps(448, 4)), // TS.RANGE
    command(537, text(6922, 7), Traits::BLOCK_OPTION, steps(452, 3)), // TS.READ
    command(538, text(6938, 11), Traits::NONE, steps(448, 4)), // TS.REVRANGE
    command(539, text(4200, 3), Traits::NONE, steps(7, 1)), // TTL
    command(540, text(995, 4), Traits::NONE, steps(7, 1)), // TYPE
    command(541, text(6949, 6), Traits::NONE, steps(62, 1)), // UNLINK
    command(542, text(5295, 11), Traits::NONE, steps(1, 1)), // UNSUBSCRIBE
    command(543, text(6955, 7), Traits::NONE, steps(0, 0)), // UNWATCH
    command(544, text(6962, 4), Traits::NONE, steps(455, 5)), // VADD
    command(545, text(6982, 5), Traits::NONE, steps(7, 1)), // VCARD
    command(546, text(6987, 4), Traits::NONE, steps(7, 1)), // VDIM
    command(547, text(6991, 4), Traits::NONE, steps(460, 3)), // VEMB
    command(548, text(6998, 8), Traits::NONE, steps(7, 2)), // VGETATTR
    command(549, text(7006, 5), Traits::NONE, steps(7, 1)), // VINFO
    command(550, text(7011, 9), Traits::NONE, steps(7, 2)), // VISMEMBER
    command(551, text(7020, 6), Traits::NONE, steps(463, 3)), // VLINKS
    command(552, text(7026, 11), Traits::NONE, steps(7, 2)), // VRANDMEMBER
    command(553, text(6860, 6), Traits::NONE, steps(63, 4)), // VRANGE
    command(554, text(7037, 4), Traits::NONE, steps(7, 2)), // VREM
    command(555, text(7041, 8), Traits::NONE, steps(13, 3)), // VSETATTR
    command(556, text(2993, 4), Traits::NONE, steps(466, 2)), // VSIM
    command(557, text(7082, 4), Traits::BLOCKING, steps(3, 2)), // WAIT
    command(558, text(7086, 7), Traits::BLOCKING, steps(53, 3)), // WAITAOF
    command(559, text(6957, 5), Traits::NONE, steps(62, 1)), // WATCH
    command(560, text(7093, 4), Traits::NONE, steps(30, 3)), // XACK
    command(561, text(7097, 7), Traits::NONE, steps(468, 3)), // XACKDEL
    command(562, text(7122, 4), Traits::NONE, steps(474, 4)), // XADD
    command(563, text(7150, 10), Traits::NONE, steps(478, 6)), // XAUTOCLAIM
    command(564, text(7166, 7), Traits::NONE, steps(484, 2)), // XCFGSET
    command(565, text(7198, 6), Traits::NONE, steps(486, 6)), // XCLAIM
    command(566, text(7220, 4), Traits::NONE, steps(9, 2)), // XDEL
    command(567, text(7224, 6), Traits::NONE, steps(492, 2)), // XDELEX
    command(568, text(7230, 6), Traits::CONTAINER, steps(0, 0)), // XGROUP
    command(569, text(7236, 13), Traits::NONE, steps(494, 4)), // XGROUP CREATE
    command(570, text(7261, 21), Traits::NONE, steps(13, 3)), // XGROUP CREATECONSUMER
    command(571, text(7282, 18), Traits::NONE, steps(13, 3)), // XGROUP DELCONSUMER
    command(572, text(7300, 14), Traits::NONE, steps(7, 2)), // XGROUP DESTROY
    command(573, text(7314, 11), Traits::NONE, steps(0, 0)), // XGROUP HELP
    command(574, text(7325, 12), Traits::NONE, steps(498, 4)), // XGROUP SETID
    command(575, text(7337, 11), Traits::NONE, steps(63, 4)), // XIDMPRECORD
    command(576, text(7348, 5), Traits::CONTAINER, steps(0, 0)), // XINFO
    command(577, text(7353, 15), Traits::NONE, steps(7, 2)), // XINFO CONSUMERS
    command(578, text(7368, 12), Traits::NONE, steps(7, 1)), // XINFO GROUPS
    command(579, text(7380, 10), Traits::NONE, steps(0, 0)), // XINFO HELP
    command(580, text(7390, 12), Traits::NONE, steps(502, 2)), // XINFO STREAM
    command(581, text(4855, 4), Traits::NONE, steps(7, 1)), // XLEN
    command(582, text(7402, 5), Traits::NONE, steps(504, 4)), // XNACK
    command(583, text(7418, 8), Traits::NONE, steps(508, 7)), // XPENDING
    command(584, text(7426, 6), Traits::NONE, steps(515, 4)), // XRANGE
    command(585, text(7432, 5), Traits::BLOCK_OPTION, steps(520, 1)), // XREAD
    command(586, text(7452, 10), Traits::BLOCK_OPTION, steps(521, 1)), // XREADGROUP
    command(587, text(7467, 9), Traits::NONE, steps(515, 4)), // XREVRANGE
    command(588, text(7476, 6), Traits::NONE, steps(522, 3)), // XSETID
    command(589, text(7506, 5), Traits::NONE, steps(528, 2)), // XTRIM
    command(590, text(7511, 4), Traits::NONE, steps(530, 3)), // ZADD
    command(591, text(7515, 5), Traits::NONE, steps(7, 1)), // ZCARD
    command(592, text(7520, 6), Traits::NONE, steps(13, 3)), // ZCOUNT
    command(593, text(7526, 5), Traits::NONE, steps(533, 2)), // ZDIFF
    command(594, text(7531, 10), Traits::NONE, steps(401, 2)), // ZDIFFSTORE
    command(595, text(7541, 7), Traits::NONE, steps(13, 3)), // ZINCRBY
    command(596, text(7548, 6), Traits::NONE, steps(536, 2)), // ZINTER
    command(597, text(7554, 10), Traits::NONE, steps(382, 2)), // ZINTERCARD
    command(598, text(7564, 11), Traits::NONE, steps(538, 3)), // ZINTERSTORE
    command(599, text(7575, 9), Traits::NONE, steps(13, 3)), // ZLEXCOUNT
    command(600, text(732, 5), Traits::NONE, steps(91, 3)), // ZMPOP
    command(601, text(7584, 7), Traits::NONE, steps(9, 2)), // ZMSCORE
    command(602, text(738, 7), Traits::NONE, steps(7, 2)), // ZPOPMAX
    command(603, text(746, 7), Traits::NONE, steps(7, 2)), // ZPOPMIN
    command(604, text(7591, 11), Traits::NONE, steps(463, 3)), // ZRANDMEMBER
    command(605, text(7602, 6), Traits::NONE, steps(541, 4)), // ZRANGE
    command(606, text(7620, 11), Traits::NONE, steps(545, 4)), // ZRANGEBYLEX
    command(607, text(7602, 13), Traits::NONE, steps(549, 4)), // ZRANGEBYSCORE
    command(608, text(7631, 11), Traits::NONE, steps(553, 5)), // ZRANGESTORE
    command(609, text(7642, 5), Traits::NONE, steps(558, 3)), // ZRANK
    command(610, text(7647, 4), Traits::NONE, steps(9, 2)), // ZREM
    command(611, text(7651, 14), Traits::NONE, steps(13, 3)), // ZREMRANGEBYLEX
    command(612, text(7665, 15), Traits::NONE, steps(13, 3)), // ZREMRANGEBYRANK
    command(613, text(7680, 16), Traits::NONE, steps(13, 3)), // ZREMRANGEBYSCORE
    command(614, text(7696, 9), Traits::NONE, steps(561, 4)), // ZREVRANGE
    command(615, text(7705, 14), Traits::NONE, steps(545, 4)), // ZREVRANGEBYLEX
    command(616, text(7719, 16), Traits::NONE, steps(549, 4)), // ZREVRANGEBYSCORE
    command(617, text(7735, 8), Traits::NONE, steps(558, 3)), // ZREVRANK
    command(618, text(7743, 5), Traits::NONE, steps(394, 3)), // ZSCAN
    command(619, text(7748, 6), Traits::NONE, steps(7, 2)), // ZSCORE
    command(620, text(7754, 6), Traits::NONE, steps(536, 2)), // ZUNION
    command(621, text(7760, 11), Traits::NONE, steps(538, 3)), // ZUNIONSTORE
    command(622, text(7771, 10), Traits::CONTAINER.and(Traits::SECRET), steps(0, 0)), // _FT.CONFIG
    command(623, text(7781, 14), Traits::NONE, steps(0, 1)), // _FT.CONFIG GET
    command(624, text(7795, 15), Traits::NONE, steps(0, 1)), // _FT.CONFIG HELP
    command(625, text(7810, 14), Traits::SECRET, steps(133, 2)), // _FT.CONFIG SET
    command(626, text(7824, 9), Traits::CONTAINER, steps(0, 0)), // _FT.DEBUG
    command(627, text(7833, 28), Traits::NONE, steps(0, 0)), // _FT.DEBUG BG_SCAN_CONTROLLER
    command(628, text(7861, 32), Traits::NONE, steps(0, 0)), // _FT.DEBUG CLEAR_PENDING_TOPOLOGY
    command(629, text(7893, 23), Traits::NONE, steps(0, 0)), // _FT.DEBUG COORD_THREADS
    command(630, text(7916, 36), Traits::NONE, steps(0, 0)), // _FT.DEBUG DELETE_LOCAL_COORD_CURSORS
    command(631, text(7952, 30), Traits::NONE, steps(0, 0)), // _FT.DEBUG DELETE_LOCAL_CURSORS
    command(632, text(7982, 20), Traits::NONE, steps(0, 0)), // _FT.DEBUG DISK_FLUSH
    command(633, text(8002, 25), Traits::NONE, steps(0, 0)), // _FT.DEBUG DISK_IO_CONTROL
    command(634, text(8027, 19), Traits::NONE, steps(0, 0)), // _FT.DEBUG DOCIDTOID
    command(635, text(8046, 17), Traits::NONE, steps(0, 0)), // _FT.DEBUG DOCINFO
    command(636, text(8063, 26), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_DELETED_IDS
    command(637, text(8089, 22), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_GEOMIDX
    command(638, text(8111, 19), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_HNSW
    command(639, text(8130, 21), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_INVIDX
    command(640, text(8151, 21), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_NUMIDX
    command(641, text(8172, 25), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_NUMIDXTREE
    command(642, text(8197, 28), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_PHONETIC_HASH
    command(643, text(8225, 26), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_PREFIX_TRIE
    command(644, text(8251, 21), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_SCHEMA
    command(645, text(8272, 26), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_SUFFIX_TRIE
    command(646, text(8298, 21), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_TAGIDX
    command(647, text(8319, 20), Traits::NONE, steps(0, 0)), // _FT.DEBUG DUMP_TERMS
    command(648, text(8339, 22), Traits::NONE, steps(0, 0)), // _FT.DEBUG FT.AGGREGATE
    command(649, text(8361, 19), Traits::NONE, steps(0, 0)), // _FT.DEBUG FT.HYBRID
    command(650, text(8380, 20), Traits::NONE, steps(0, 0)), // _FT.DEBUG FT.PROFILE
    command(651, text(8400, 19), Traits::NONE, steps(0, 0)), // _FT.DEBUG FT.SEARCH
    command(652, text(8419, 26), Traits::NONE, steps(0, 0)), // _FT.DEBUG GC_CLEAN_NUMERIC
    command(653, text(8445, 30), Traits::NONE, steps(0, 0)), // _FT.DEBUG GC_CONTINUE_SCHEDULE
    command(654, text(8475, 26), Traits::NONE, steps(0, 0)), // _FT.DEBUG GC_FORCEBGINVOKE
    command(655, text(8501, 24), Traits::NONE, steps(0, 0)), // _FT.DEBUG GC_FORCEINVOKE
    command(656, text(8525, 26), Traits::NONE, steps(0, 0)), // _FT.DEBUG GC_STOP_SCHEDULE
    command(657, text(8551, 26), Traits::NONE, steps(0, 0)), // _FT.DEBUG GC_WAIT_FOR_JOBS
    command(658, text(8577, 38), Traits::NONE, steps(0, 0)), // _FT.DEBUG GET_HIDE_USER_DATA_FROM_LOGS
    command(659, text(8615, 24), Traits::NONE, steps(0, 0)), // _FT.DEBUG GET_MAX_DOC_ID
    command(660, text(8639, 17), Traits::NONE, steps(0, 0)), // _FT.DEBUG GIT_SHA
    command(661, text(8656, 14), Traits::NONE, steps(0, 0)), // _FT.DEBUG HELP
    command(662, text(8670, 19), Traits::NONE, steps(0, 0)), // _FT.DEBUG IDTODOCID
    command(663, text(8689, 43), Traits::NONE, steps(0, 0)), // _FT.DEBUG INDEXER_SLEEP_BEFORE_YIELD_MICROS
    command(664, text(8732, 17), Traits::NONE, steps(0, 0)), // _FT.DEBUG INDEXES
    command(665, text(8749, 14), Traits::NONE, steps(0, 0)), // _FT.DEBUG INFO
    command(666, text(8763, 21), Traits::NONE, steps(0, 0)), // _FT.DEBUG INFO_TAGIDX
    command(667, text(8784, 24), Traits::NONE, steps(0, 0)), // _FT.DEBUG INVIDX_SUMMARY
    command(668, text(8808, 24), Traits::NONE, steps(0, 0)), // _FT.DEBUG NUMIDX_SUMMARY
    command(669, text(8832, 32), Traits::NONE, steps(0, 0)), // _FT.DEBUG PAUSE_TOPOLOGY_UPDATER
    command(670, text(8864, 26), Traits::NONE, steps(0, 0)), // _FT.DEBUG QUERY_CONTROLLER
    command(671, text(8890, 31), Traits::NONE, steps(0, 0)), // _FT.DEBUG REGISTER_TEST_SCORERS
    command(672, text(8921, 33), Traits::NONE, steps(0, 0)), // _FT.DEBUG RESUME_TOPOLOGY_UPDATER
    command(673, text(8954, 25), Traits::NONE, steps(0, 0)), // _FT.DEBUG SET_MAX_INDEXES
    command(674, text(8979, 32), Traits::NONE, steps(0, 0)), // _FT.DEBUG SET_MONITOR_EXPIRATION
    command(675, text(9011, 33), Traits::NONE, steps(0, 0)), // _FT.DEBUG SHARD_CONNECTION_STATES
    command(676, text(9044, 28), Traits::NONE, steps(0, 0)), // _FT.DEBUG SPEC_INVIDXES_INFO
    command(677, text(9072, 13), Traits::NONE, steps(0, 0)), // _FT.DEBUG TTL
    command(678, text(9085, 20), Traits::NONE, steps(0, 0)), // _FT.DEBUG TTL_EXPIRE
    command(679, text(9105, 19), Traits::NONE, steps(0, 0)), // _FT.DEBUG TTL_PAUSE
    command(680, text(9124, 21), Traits::NONE, steps(0, 0)), // _FT.DEBUG VECSIM_INFO
    command(681, text(9145, 29), Traits::NONE, steps(0, 0)), // _FT.DEBUG VECSIM_MOCK_TIMEOUT
    command(682, text(9174, 17), Traits::NONE, steps(0, 0)), // _FT.DEBUG WORKERS
    command(683, text(9191, 24), Traits::NONE, steps(0, 0)), // _FT.DEBUG YIELDS_COUNTER
    command(684, text(9215, 23), Traits::NONE, steps(0, 0)), // _FT.DEBUG _FT.AGGREGATE
    command(685, text(9238, 20), Traits::NONE, steps(0, 0)), // _FT.DEBUG _FT.HYBRID
    command(686, text(9258, 21), Traits::NONE, steps(0, 0)), // _FT.DEBUG _FT.PROFILE
    command(687, text(9279, 20), Traits::NONE, steps(0, 0)), // _FT.DEBUG _FT.SEARCH
];
